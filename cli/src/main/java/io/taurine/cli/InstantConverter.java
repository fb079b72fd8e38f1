package io.taurine.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An instant as ISO text with an offset, or as milliseconds since 1970. */
final class InstantConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        if (text.matches("[0-9]{1,15}")) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is neither milliseconds since 1970 nor a time like 2026-11-22T10:15:30Z");
        }
    }
}
