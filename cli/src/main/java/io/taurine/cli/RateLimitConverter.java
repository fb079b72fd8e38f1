package io.taurine.cli;

import io.taurine.queue.RateLimit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A rate as people type it: {@code 10/1s} is ten jobs per second. */
final class RateLimitConverter implements ITypeConverter<RateLimit> {

    @Override
    public RateLimit convert(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 2 || !parts[0].matches("[0-9]{1,9}")) {
            throw new TypeConversionException("'" + text + "' is not a rate like 10/1s or 1000/1h");
        }
        try {
            return new RateLimit(Integer.parseInt(parts[0]), Durations.parse(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' cannot be a rate: " + e.getMessage());
        }
    }
}
