package io.taurine.worker.sandbox;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/** Messages over a pair of streams, each as its length in four bytes and its JSON. One thread reads, any may write. */
final class Pipe {

    /** Enough for any job that belongs into Redis; more is a stream that somebody else wrote to. */
    static final int MAX_BYTES = 64 << 20;

    private final int maxBytes;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    Pipe(InputStream in, OutputStream out, int maxBytes) {
        this.maxBytes = maxBytes;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(out);
    }

    /** The next message; {@link Message.Kind#GONE} at the end of the stream. */
    Message read() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException end) {
            return Message.of(Message.Kind.GONE);
        }
        if (length < 0 || length > maxBytes) {
            throw new IOException("a message of " + length + " bytes: the pipe was written to by another");
        }
        var bytes = new byte[length];
        in.readFully(bytes);
        try {
            var text = new String(bytes, StandardCharsets.UTF_8);
            if (JacksonPayloadCodec.defaults().decode(text, Message.class) instanceof Message message) {
                return message;
            }
            throw new IOException("an empty message");
        } catch (PayloadException e) {
            throw new IOException("a message that cannot be read", e);
        }
    }

    /**
     * Sends a message. Blocks, deaf to interrupts, while the other side does not read.
     *
     * @throws IllegalArgumentException if it is too long; nothing was sent
     */
    void write(Message message) throws IOException {
        write(frame(message));
    }

    /**
     * A message as it is sent.
     *
     * @throws IllegalArgumentException if it is too long
     */
    byte[] frame(Message message) {
        var bytes = JacksonPayloadCodec.defaults().encode(message).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw new IllegalArgumentException(
                    "a message of " + bytes.length + " bytes is too long for the pipe, which takes " + maxBytes);
        }
        var frame = new byte[bytes.length + Integer.BYTES];
        ByteBuffer.wrap(frame).putInt(bytes.length).put(bytes);
        return frame;
    }

    /** As {@link #write(Message)}, for what {@link #frame} made. */
    void write(byte[] frame) throws IOException {
        writing.lock();
        try {
            out.write(frame);
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
