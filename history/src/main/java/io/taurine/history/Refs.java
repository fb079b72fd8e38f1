package io.taurine.history;

import java.time.Instant;

/**
 * Names of rows that follow from a place in an event stream: the same event always has the same. Those of one queue are in the
 * order of the stream.
 */
final class Refs {

    private Refs() {}

    static String of(String queue, String eventId) {
        var parts = eventId.split("-", 2);
        return Texts.name(queue) + "@" + padded(parts[0], 13) + "-" + padded(parts.length == 1 ? "0" : parts[1], 6);
    }

    /** Of what had to be found out otherwise, as its event was dropped. */
    static String found(String queue, Instant at, String jobId, long run) {
        return Texts.jobId(
                Texts.name(queue) + "@" + padded(Long.toString(at.toEpochMilli()), 13) + "-found-" + run + "-" + jobId);
    }

    static Instant time(String eventId) {
        return Instant.ofEpochMilli(Long.parseLong(eventId.split("-", 2)[0]));
    }

    private static String padded(String number, int digits) {
        return number.length() >= digits ? number : "0".repeat(digits - number.length()) + number;
    }
}
