package io.taurine.cli;

import io.taurine.job.Backoff;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code TYPE[:DELAY[:JITTER]]}, for example {@code exponential:1s:0.5}; other types are strategies of the worker. */
final class BackoffConverter implements ITypeConverter<Backoff> {

    @Override
    public Backoff convert(String text) {
        var parts = text.split(":", -1);
        if (parts.length > 3 || parts[0].isBlank()) {
            throw new TypeConversionException("'" + text + "' is not a backoff like fixed:500ms or exponential:1s:0.5");
        }
        var type = parts[0];
        if (parts.length == 1) {
            if (type.equals(Backoff.FIXED) || type.equals(Backoff.EXPONENTIAL)) {
                throw new TypeConversionException("'" + text + "' needs a delay, for example " + type + ":1s");
            }
            return Backoff.custom(type);
        }
        return new Backoff(type, delay(parts[1]), parts.length == 3 ? jitter(parts[2]) : 0);
    }

    private static Duration delay(String text) {
        return Durations.parse(text);
    }

    private static double jitter(String text) {
        try {
            var jitter = Double.parseDouble(text);
            if (jitter >= 0 && jitter <= 1) {
                return jitter;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new TypeConversionException("jitter must be between 0 and 1, was '" + text + "'");
    }
}
