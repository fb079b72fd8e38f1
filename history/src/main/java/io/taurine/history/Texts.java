package io.taurine.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts fit for the database, whatever a job has put into them: one that did not would hold up all that come after. No
 * NUL, which PostgreSQL refuses, nor half a pair of surrogates; and of what is in an index no more than a page takes.
 */
final class Texts {

    static final int NAME_LENGTH = 200;
    static final int JOB_ID_LENGTH = 400;
    static final int DETAIL_LENGTH = 2_000;
    static final int LINE_LENGTH = 16_000;
    static final int TEXT_LENGTH = 250_000;
    private static final int NOTE_LENGTH = 50;

    private Texts() {}

    static String required(String what, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return value;
    }

    static void requireName(String what, @Nullable String value) {
        var name = required(what, value);
        if (name.length() > NAME_LENGTH || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " must have " + NAME_LENGTH + " characters at most, and no NUL, was " + name);
        }
    }

    static String name(String value) {
        return shortened(value, NAME_LENGTH);
    }

    static String jobId(String value) {
        return shortened(value, JOB_ID_LENGTH);
    }

    /** Cut, with the number of characters that are missing. */
    static String text(String value, int length) {
        var clean = clean(value);
        if (clean.length() <= length) {
            return clean;
        }
        var kept = length - NOTE_LENGTH;
        return clean(clean.substring(0, kept)) + "… (" + (clean.length() - kept) + " more characters)";
    }

    /** Cut it would be no JSON any more: one that is too long becomes a text that says so. */
    static String json(String value) {
        return value.length() <= TEXT_LENGTH
                ? clean(value)
                : "\"(not kept: " + value.length() + " characters of JSON)\"";
    }

    /** The same for the same text, and another for another, though they begin alike. */
    private static String shortened(String value, int length) {
        if (value.length() <= length) {
            return clean(value);
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            var mark = "…" + HexFormat.of().formatHex(digest, 0, 16);
            return clean(value.substring(0, length - mark.length())) + mark;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    private static String clean(String value) {
        for (var i = 0; i < value.length(); i++) {
            var character = value.charAt(i);
            if (character == 0 || Character.isSurrogate(character)) {
                return cleaned(value);
            }
        }
        return value;
    }

    private static String cleaned(String value) {
        var clean = new StringBuilder(value.length());
        value.codePoints().forEach(point -> {
            var fits = point != 0 && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
            clean.appendCodePoint(fits ? point : 0xFFFD);
        });
        return clean.toString();
    }
}
