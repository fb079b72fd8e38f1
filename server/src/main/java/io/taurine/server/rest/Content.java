package io.taurine.server.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A range of a file on its way to a client. It is open, so that it comes whole even if the file is removed meanwhile. */
final class Content implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final FileChannel file;
    private final long from;
    private final long length;

    private Content(FileChannel file, long from, long length) {
        this.file = file;
        this.from = from;
        this.length = length;
    }

    static Content of(Path path, long from, long length) throws IOException {
        return new Content(FileChannel.open(path, StandardOpenOption.READ), from, length);
    }

    /** Past Javalin, which would compress it, and then neither length nor range would be right. */
    void sendTo(HttpServletResponse response, String mediaType) throws IOException {
        response.setContentType(mediaType);
        response.setContentLengthLong(length);
        file.position(from);
        var in = Channels.newInputStream(file);
        copy(in, response);
    }

    private void copy(InputStream in, HttpServletResponse response) throws IOException {
        var out = response.getOutputStream();
        var buffer = new byte[BUFFER_BYTES];
        var left = length;
        while (left > 0) {
            var read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("The file is shorter than it was");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
