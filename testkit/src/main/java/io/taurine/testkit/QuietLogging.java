package io.taurine.testkit;

import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Silences chatty libraries whose failures we report ourselves, in one line. Works with Logback, by reflection since the
 * user chooses the logging library; with any other it does nothing.
 */
final class QuietLogging {
    private static final Logger LOG = LoggerFactory.getLogger(QuietLogging.class);

    private QuietLogging() {}

    /** Leaves a logger alone that somebody has given a level of its own. */
    static void of(String... loggers) {
        for (var name : loggers) {
            var logger = LoggerFactory.getLogger(name);
            try {
                var level = logger.getClass().getMethod("getLevel");
                if (level.invoke(logger) == null) {
                    var off = level.getReturnType().getField("OFF").get(null);
                    logger.getClass()
                            .getMethod("setLevel", level.getReturnType())
                            .invoke(logger, off);
                }
            } catch (NoSuchMethodException
                    | NoSuchFieldException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                LOG.trace("levels of this logging library cannot be set", e);
            }
        }
    }
}
