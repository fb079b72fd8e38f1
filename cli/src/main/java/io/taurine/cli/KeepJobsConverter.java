package io.taurine.cli;

import io.taurine.job.KeepJobs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code true}, {@code false}, a count ({@code 1000}), an age ({@code 24h}), or both ({@code 1000,24h}). */
final class KeepJobsConverter implements ITypeConverter<KeepJobs> {

    @Override
    public KeepJobs convert(String text) {
        if (text.equals("true")) {
            return KeepJobs.none();
        }
        if (text.equals("false")) {
            return KeepJobs.all();
        }
        Integer count = null;
        Duration age = null;
        for (var part : text.split(",", -1)) {
            if (part.matches("[0-9]{1,9}") && count == null) {
                count = Integer.valueOf(part);
            } else if (part.matches("[0-9].*[a-z]") && age == null) {
                age = wholeSeconds(part);
            } else {
                throw new TypeConversionException(
                        "'" + text + "' is none of true, false, a count like 1000, an age like 24h, or 1000,24h");
            }
        }
        return new KeepJobs(count, age, null);
    }

    private static @Nullable Duration wholeSeconds(String text) {
        var age = Durations.parse(text);
        if (age.toNanosPart() != 0) {
            throw new TypeConversionException("an age must be whole seconds, was '" + text + "'");
        }
        return age;
    }
}
