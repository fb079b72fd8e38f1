package io.taurine.server.override;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.DurationText;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.ScheduleText;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be overridden: the name of the field, how its text reads, and what the definition has in its place. */
enum OverrideField {
    ENABLED("enabled") {
        @Override
        void apply(String text, Draft<?> to) {
            to.builder.enabled(flag(text));
        }

        @Override
        String of(Definition<?> definition) {
            return Boolean.toString(definition.isEnabled());
        }
    },
    SCHEDULE("schedule") {
        @Override
        void apply(String text, Draft<?> to) {
            if (text.equals(NONE)) {
                to.builder.withoutSchedule();
                return;
            }
            var schedule = ScheduleText.parse(text);
            schedule.notPortableBecause().ifPresent(reason -> {
                throw new IllegalArgumentException(reason);
            });
            to.builder.schedule(schedule);
        }

        @Override
        String of(Definition<?> definition) {
            return definition.schedule().map(ScheduleText::format).orElse(NONE);
        }
    },
    ATTEMPTS("retry.attempts") {
        @Override
        void apply(String text, Draft<?> to) {
            to.rule = to.rule.withAttempts(number(text));
        }

        @Override
        String of(Definition<?> definition) {
            return Integer.toString(definition.retry().attempts());
        }
    },
    DELAY("retry.delay") {
        @Override
        void apply(String text, Draft<?> to) {
            to.delay(DurationText.parse(text));
        }

        @Override
        String of(Definition<?> definition) {
            return DurationText.format(definition.retry().delay());
        }
    },
    FACTOR("retry.factor") {
        @Override
        void apply(String text, Draft<?> to) {
            to.rule = to.rule.withFactor(decimal(text));
        }

        @Override
        String of(Definition<?> definition) {
            return plain(definition.retry().factor());
        }
    },
    CAP("retry.cap") {
        @Override
        void apply(String text, Draft<?> to) {
            to.cap(DurationText.parse(text));
        }

        @Override
        String of(Definition<?> definition) {
            return DurationText.format(definition.retry().cap());
        }
    },
    JITTER("retry.jitter") {
        @Override
        void apply(String text, Draft<?> to) {
            to.rule = to.rule.withJitter(decimal(text));
        }

        @Override
        String of(Definition<?> definition) {
            return plain(definition.retry().jitter());
        }
    },
    CONCURRENCY("concurrency") {
        @Override
        void apply(String text, Draft<?> to) {
            to.builder.concurrency(text.equals(NONE) ? 0 : number(text));
        }

        @Override
        String of(Definition<?> definition) {
            return text(definition.concurrency());
        }
    },
    PROCESS_CONCURRENCY("processConcurrency") {
        @Override
        void apply(String text, Draft<?> to) {
            to.builder.processConcurrency(number(text));
        }

        @Override
        String of(Definition<?> definition) {
            return Integer.toString(definition.processConcurrency());
        }
    },
    LOCK_LIFETIME("lockLifetime") {
        @Override
        void apply(String text, Draft<?> to) {
            to.builder.lockLifetime(DurationText.parse(text));
        }

        @Override
        String of(Definition<?> definition) {
            return DurationText.format(definition.lockLifetime());
        }
    },
    TIMEOUT("timeout") {
        @Override
        void apply(String text, Draft<?> to) {
            if (text.equals(NONE)) {
                to.builder.withoutTimeout();
            } else {
                to.builder.timeout(DurationText.parse(text));
            }
        }

        @Override
        String of(Definition<?> definition) {
            return definition.timeout().map(DurationText::format).orElse(NONE);
        }
    },
    PRIORITY("priority") {
        @Override
        void apply(String text, Draft<?> to) {
            to.builder.priority(Priority.of(text));
        }

        @Override
        String of(Definition<?> definition) {
            return Integer.toString(definition.priority().value());
        }
    };

    /** No schedule, no timeout, no bound. */
    static final String NONE = "none";

    private final String fieldName;

    OverrideField(String fieldName) {
        this.fieldName = fieldName;
    }

    String fieldName() {
        return fieldName;
    }

    boolean isOfRetry() {
        return fieldName.startsWith("retry.");
    }

    /**
     * Puts the value on a draft.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    abstract void apply(String text, Draft<?> to);

    /** What the definition says itself. */
    abstract String of(Definition<?> definition);

    static Optional<OverrideField> named(String name) {
        return Arrays.stream(values())
                .filter(field -> field.fieldName.equals(name))
                .findFirst();
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, was '" + text + "'");
        };
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number, was '" + text + "'", e);
        }
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, was '" + text + "'", e);
        }
    }

    static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : NONE;
    }
}
