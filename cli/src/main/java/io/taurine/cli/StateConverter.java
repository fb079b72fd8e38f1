package io.taurine.cli;

import io.taurine.job.JobState;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A state by its name, {@code wait} included; not {@code unknown}, in which no job can be listed. */
final class StateConverter implements ITypeConverter<JobState> {

    @Override
    public JobState convert(String text) {
        try {
            var state = JobState.of(text.toLowerCase(Locale.ROOT));
            if (state != JobState.UNKNOWN) {
                return state;
            }
        } catch (IllegalArgumentException unknown) {
            // told below
        }
        var allowed = Arrays.stream(JobState.values())
                .filter(state -> state != JobState.UNKNOWN)
                .map(JobState::wireName)
                .collect(Collectors.joining(", "));
        throw new TypeConversionException("'" + text + "' is no state; there are " + allowed);
    }
}
