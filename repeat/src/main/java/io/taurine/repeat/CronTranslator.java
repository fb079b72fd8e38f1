package io.taurine.repeat;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import java.util.ArrayList;
import java.util.Map;

/** Has cron-utils read a pattern of another dialect, and says it again in ours. The only place that knows cron-utils. */
final class CronTranslator {

    private static final int MAX_LENGTH = 1024;
    private static final Numbers ALL_DAYS = Numbers.range(1, 31, 1);
    private static final Numbers ALL_WEEKDAYS = Numbers.range(0, 6, 1);

    private static final Map<CronDialect, CronType> TYPES = Map.of(
            CronDialect.QUARTZ, CronType.QUARTZ,
            CronDialect.SPRING, CronType.SPRING53,
            CronDialect.UNIX, CronType.UNIX,
            CronDialect.CRON4J, CronType.CRON4J);

    private static final Map<CronField, CronFieldName> NAMES = Map.of(
            CronField.SECOND, CronFieldName.SECOND,
            CronField.MINUTE, CronFieldName.MINUTE,
            CronField.HOUR, CronFieldName.HOUR,
            CronField.DAY_OF_MONTH, CronFieldName.DAY_OF_MONTH,
            CronField.MONTH, CronFieldName.MONTH,
            CronField.DAY_OF_WEEK, CronFieldName.DAY_OF_WEEK);

    private final CronDialect dialect;
    private final String pattern;
    private final Cron cron;

    private CronTranslator(CronDialect dialect, String pattern) {
        this.dialect = dialect;
        this.pattern = pattern;
        this.cron = read();
    }

    static String translate(CronDialect dialect, String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a " + dialect.title() + " cron pattern must have at most " + MAX_LENGTH
                    + " characters, had " + pattern.length());
        }
        var translated = new CronTranslator(dialect, pattern).translate();
        CronParser.parse(translated); // what both say, but never comes, such as 30 February
        return translated;
    }

    private Cron read() {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException(
                    "a " + dialect.title() + " cron pattern must not be blank, was '" + pattern + "'");
        }
        if (pattern.indexOf('|') >= 0) {
            throw unsayable("'|'", "several patterns in one; make a schedule of each");
        }
        try {
            // The nicknames of crontabs are not known to its own definition, but to Spring's, which took them over.
            var type = pattern.startsWith("@") && dialect == CronDialect.UNIX ? CronType.SPRING53 : TYPES.get(dialect);
            var definition = CronDefinitionBuilder.instanceDefinitionFor(type);
            return new com.cronutils.parser.CronParser(definition)
                    .parse(pattern.strip())
                    .validate();
        } catch (RuntimeException e) { // it stumbles over some texts rather than refusing them
            throw new IllegalArgumentException(
                    "'" + pattern + "' is no " + dialect.title() + " cron pattern: " + e.getMessage(), e);
        }
    }

    private String translate() {
        requireAnyYear();
        if (dialect == CronDialect.CRON4J && isStarStep(CronField.DAY_OF_MONTH)) {
            throw unsayable(
                    "day of month '" + text(CronField.DAY_OF_MONTH) + "'",
                    "its readers differ on whether such steps begin at 0 or 1; list the days");
        }
        var day = read(CronField.DAY_OF_MONTH);
        var weekday = read(CronField.DAY_OF_WEEK);
        if (!day.wild() && !weekday.wild()) {
            if (mustMatchBoth()) {
                if (day.numbers().equals(ALL_DAYS)) {
                    day = FieldValues.ANY;
                } else if (weekday.numbers().equals(ALL_WEEKDAYS)) {
                    weekday = FieldValues.ANY;
                } else {
                    throw unsayable(
                            "day of month '" + text(CronField.DAY_OF_MONTH) + "' together with day of week '"
                                    + text(CronField.DAY_OF_WEEK) + "'",
                            "days must match both there, and may match either here; leave one of them *");
                }
            } else if (isStarStep(CronField.DAY_OF_MONTH) || isStarStep(CronField.DAY_OF_WEEK)) {
                throw unsayable(
                        "a step of * in one day field beside the other",
                        "crons differ on whether days must match both then; list the days");
            }
        }
        var texts = new ArrayList<String>(6);
        for (var field : CronField.values()) {
            if (cron.retrieve(NAMES.get(field)) == null) {
                continue; // seconds, which are 0 in both
            }
            texts.add(CronWriter.write(
                    field,
                    switch (field) {
                        case DAY_OF_MONTH -> day;
                        case DAY_OF_WEEK -> weekday;
                        default -> read(field);
                    }));
        }
        return String.join(" ", texts);
    }

    private FieldValues read(CronField field) {
        var name = NAMES.get(field);
        var found = cron.retrieve(name);
        if (found == null) {
            return FieldValues.ANY;
        }
        var definition = cron.getCronDefinition().getFieldDefinition(name);
        try {
            return new ForeignField(field, definition).read(found.getExpression());
        } catch (ForeignField.Unsayable e) {
            throw unsayable(field.title() + " '" + text(field) + "'", String.valueOf(e.getMessage()));
        }
    }

    private void requireAnyYear() {
        var year = cron.retrieve(CronFieldName.YEAR);
        if (year != null && !(year.getExpression() instanceof Always)) {
            throw unsayable(
                    "year '" + year.getExpression().asString() + "'", "bound the schedule with a start and an end");
        }
    }

    private boolean mustMatchBoth() {
        return cron.getCronDefinition().isMatchDayOfWeekAndDayOfMonth() || dialect == CronDialect.SPRING;
    }

    private boolean isStarStep(CronField field) {
        return text(field).contains("*/");
    }

    private String text(CronField field) {
        var found = cron.retrieve(NAMES.get(field));
        return found == null ? "" : found.getExpression().asString();
    }

    private IllegalArgumentException unsayable(String construct, String why) {
        return new IllegalArgumentException(
                dialect.title() + " cron pattern '" + pattern + "': " + construct + " cannot be said here: " + why);
    }
}
