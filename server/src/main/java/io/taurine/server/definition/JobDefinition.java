package io.taurine.server.definition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.BooleanSupplier;

/**
 * Makes a {@link JobHandler} class, public and with a public constructor without parameters, a definition that can be found on
 * the class path. What is left out has the default of {@link Definition.Builder}. Durations are ISO-8601: {@code PT30S}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface JobDefinition {

    /** See {@link Definition#of}. */
    String key();

    int version() default 1;

    String description() default "";

    /** The module it belongs to; empty for none. */
    String module() default "";

    int attempts() default 1;

    /** Before the second attempt. */
    String backoff() default "PT0S";

    double backoffFactor() default 1;

    /** Longest delay; empty for 365 days. */
    String backoffCap() default "";

    double backoffJitter() default 0;

    /** Longest run; empty for no bound. */
    String timeout() default "";

    /** Runs at once over the whole cluster; 0 for no bound. */
    int concurrency() default 0;

    int processConcurrency() default 10;

    /** A name or a number, see {@link Priority#of(String)}. */
    String priority() default "HIGHEST";

    String lockLifetime() default "PT30S";

    /** When it runs by itself, as {@link ScheduleText} reads it: {@code every 5m}, {@code midnight}. Empty for never. */
    String schedule() default "";

    /** In the place of that a cron pattern, or the name of a {@link SchedulePreset}. */
    String cron() default "";

    /** Of {@link #cron}; empty for UTC. */
    String timeZone() default "";

    boolean enabled() default true;

    /** An environment variable that must be {@code true} for it to be enabled; empty for none. */
    String enabledBy() default "";

    /** Asked once, when the class is found; needs a public constructor without parameters. False: it is not enabled. */
    Class<? extends BooleanSupplier> enabledIf() default Always.class;

    Overlap overlap() default Overlap.ALLOW;

    boolean singleRunning() default false;

    int minimalVersion() default 1;

    RunsOn runsOn() default RunsOn.VIRTUAL_THREAD;

    /** What {@link JobContext#config()} gives, as a JSON object: <code>{"bucket": "photos"}</code>. Empty for none. */
    String config() default "";

    int keepSucceeded() default 1_000;

    int keepFailed() default 5_000;

    /** The condition of those that have none. */
    final class Always implements BooleanSupplier {

        public Always() {}

        @Override
        public boolean getAsBoolean() {
            return true;
        }
    }
}
