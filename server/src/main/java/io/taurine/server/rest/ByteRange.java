package io.taurine.server.rest;

import java.util.Optional;
import java.util.regex.Pattern;

/** A range of bytes as the header {@code Range} asks for it, of a content of known size. */
record ByteRange(long from, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /**
     * Empty where none is asked for, or what is asked for is nothing we know: then all of it is the answer.
     *
     * @throws ApiProblem 416 when it begins behind the end
     */
    static Optional<ByteRange> of(String header, long size) {
        var matcher = ONE.matcher(header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var first = matcher.group(1);
        var last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(end(Long.parseLong(last), size));
        }
        var from = Long.parseLong(first);
        var to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (to < from) {
            return Optional.empty();
        }
        if (from >= size) {
            throw behindEnd(size);
        }
        return Optional.of(new ByteRange(from, Math.min(to, size - 1) - from + 1));
    }

    private static ByteRange end(long wanted, long size) {
        var length = Math.min(wanted, size);
        if (length == 0) {
            throw behindEnd(size);
        }
        return new ByteRange(size - length, length);
    }

    private static ApiProblem behindEnd(long size) {
        return new ApiProblem(416, "range_not_satisfiable", "The file has " + size + " bytes.");
    }

    String header(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
