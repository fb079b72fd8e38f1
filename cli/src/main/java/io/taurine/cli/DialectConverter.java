package io.taurine.cli;

import io.taurine.repeat.CronDialect;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A cron dialect by its name in lower case. */
final class DialectConverter implements ITypeConverter<CronDialect> {

    @Override
    public CronDialect convert(String text) {
        return Arrays.stream(CronDialect.values())
                .filter(dialect -> name(dialect).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no cron dialect; there are "
                        + Arrays.stream(CronDialect.values())
                                .map(DialectConverter::name)
                                .collect(Collectors.joining(", "))));
    }

    private static String name(CronDialect dialect) {
        return dialect.name().toLowerCase(Locale.ROOT);
    }
}
