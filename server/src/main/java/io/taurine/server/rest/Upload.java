package io.taurine.server.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A body that is a file, read as it comes.
 *
 * @param length as the client says; -1 when it does not
 */
record Upload(String contentType, long length, InputStream content) {

    private static final String ANY_TYPE = "application/octet-stream";
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100}");
    private static final long MOST_SKIPPED = 16 << 20;

    static Upload of(Context context, List<Violation> violations) throws IOException {
        var length = context.req().getContentLengthLong();
        if (length == 0 || (length < 0 && context.header("Transfer-Encoding") == null)) {
            violations.add(new Violation("body", "", "is missing"));
        }
        return new Upload(type(context.contentType()), length, context.req().getInputStream());
    }

    private static String type(@Nullable String header) {
        var type = header == null ? ANY_TYPE : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        // a form's fields would be stored as if they were the file
        if (!TYPE.matcher(type).matches()
                || type.startsWith("multipart/")
                || type.equals("application/x-www-form-urlencoded")) {
            throw new ApiProblem(
                    415,
                    "unsupported_media_type",
                    "Send the file itself as the body, with its Content-Type, as in video/mp4; was " + type + ".");
        }
        return type;
    }

    /** Throws the problem for one that is told to be larger; what was sent is taken, or its sender would not see the answer. */
    void requireAtMost(long bytes) throws IOException {
        if (length > bytes) {
            skip();
            throw new ApiProblem(413, "body_too_large", "A file may have " + bytes + " bytes at most.");
        }
    }

    /** Takes what comes, up to a bound. */
    void skip() throws IOException {
        var buffer = new byte[8_192];
        var left = MOST_SKIPPED;
        for (var read = content.read(buffer); read >= 0 && left > 0; read = content.read(buffer)) {
            left -= read;
        }
    }
}
