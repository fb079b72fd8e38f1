package io.taurine.server.file;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Ids of files: the instant in UTC, then chance. In their order they are oldest first, and each says in which folder it lies. */
final class FileId {

    private static final Pattern FORM = Pattern.compile("[0-9]{8}-[0-9]{9}-[0-9a-f]{16}");
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DAY_LENGTH = 8;
    private static final SecureRandom CHANCE = new SecureRandom();

    private FileId() {}

    static String at(Instant instant) {
        return INSTANT.format(instant) + "-" + HexFormat.of().toHexDigits(CHANCE.nextLong());
    }

    /** What is none can be no part of a path either. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    static String dayOf(String id) {
        return id.substring(0, DAY_LENGTH);
    }

    static String dayOf(Instant instant) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofInstant(instant, ZoneOffset.UTC));
    }
}
