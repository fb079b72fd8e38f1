package io.taurine.inline.internal.memory;

import org.jspecify.annotations.Nullable;

/** One command of Redis. */
@FunctionalInterface
interface Command {

    /**
     * Carries it out. The reply is a {@code Long}, a {@code String}, a {@link Status}, a list of replies, or null for nil.
     *
     * @throws ReplyError for what Redis answers with an error
     */
    @Nullable
    Object run(Arguments arguments);

    /** A reply such as {@code OK}. */
    record Status(String text) {

        static final Status OK = new Status("OK");
    }
}
