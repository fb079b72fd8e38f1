package io.taurine.history;

import java.time.Instant;
import java.util.Optional;

/**
 * Which events are meant.
 *
 * @param name exactly this one; empty for all
 * @param source exactly this one; empty for all
 * @param from none that happened before; empty for no bound
 * @param to none that happened then or later; empty for no bound
 */
public record EventFilter(
        Optional<String> name, Optional<String> source, Optional<Instant> from, Optional<Instant> to) {

    public EventFilter {
        name = name.map(Texts::name);
        source = source.map(Texts::name);
    }

    public static EventFilter all() {
        return new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Those of one name only. */
    public EventFilter named(String onlyName) {
        return new EventFilter(Optional.of(onlyName), source, from, to);
    }

    /** Those of one source only. */
    public EventFilter from(String onlySource) {
        return new EventFilter(name, Optional.of(onlySource), from, to);
    }

    /** Those of a time only; the end excluded. */
    public EventFilter between(Instant start, Instant end) {
        return new EventFilter(name, source, Optional.of(start), Optional.of(end));
    }
}
