package io.taurine.queue.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.internal.redis.BlockingReads.StreamEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

    private static QueueEvent parse(String... fieldsAndValues) {
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return EventParser.parse(new StreamEntry("5-0", fields));
    }

    @Test
    void knowsEveryEventOfTheWireFormat() {
        assertThat(parse("event", "added", "jobId", "1", "name", "n")).isEqualTo(new QueueEvent.Added("5-0", "1", "n"));
        assertThat(parse("event", "waiting", "jobId", "1")).isEqualTo(new QueueEvent.Waiting("5-0", "1", null, null));
        assertThat(parse("event", "waiting", "jobId", "1", "prev", "delayed"))
                .isEqualTo(new QueueEvent.Waiting("5-0", "1", "delayed", null));
        assertThat(parse("event", "active", "jobId", "1", "prev", "waiting"))
                .isEqualTo(new QueueEvent.Active("5-0", "1", 0, ""));
        assertThat(parse("event", "delayed", "jobId", "1", "delay", "1700"))
                .isEqualTo(new QueueEvent.Delayed("5-0", "1", Instant.ofEpochMilli(1700), null));
        assertThat(parse("event", "waiting-children", "jobId", "1"))
                .isEqualTo(new QueueEvent.WaitingChildren("5-0", "1"));
        assertThat(parse("event", "progress", "jobId", "1", "data", "{\"a\":1}"))
                .isEqualTo(new QueueEvent.Progress("5-0", "1", "{\"a\":1}"));
        assertThat(parse("event", "completed", "jobId", "1", "returnvalue", "null", "prev", "active"))
                .isEqualTo(new QueueEvent.Completed("5-0", "1", "null"));
        assertThat(parse("event", "failed", "jobId", "1", "failedReason", "boom", "prev", "active"))
                .isEqualTo(new QueueEvent.Failed("5-0", "1", "boom"));
        assertThat(parse("event", "retries-exhausted", "jobId", "1", "attemptsMade", "3"))
                .isEqualTo(new QueueEvent.RetriesExhausted("5-0", "1", 3));
        assertThat(parse("event", "stalled", "jobId", "1")).isEqualTo(new QueueEvent.Stalled("5-0", "1"));
        assertThat(parse("event", "removed", "jobId", "1", "prev", "wait"))
                .isEqualTo(new QueueEvent.Removed("5-0", "1", "wait"));
        assertThat(parse("event", "duplicated", "jobId", "1")).isEqualTo(new QueueEvent.Duplicated("5-0", "1"));
        assertThat(parse("event", "deduplicated", "jobId", "1", "deduplicationId", "d", "deduplicatedJobId", "2"))
                .isEqualTo(new QueueEvent.Deduplicated("5-0", "1", "d", "2"));
        assertThat(parse("event", "cleaned", "count", "9")).isEqualTo(new QueueEvent.Cleaned("5-0", 9));
        assertThat(parse("event", "drained")).isEqualTo(new QueueEvent.Drained("5-0"));
        assertThat(parse("event", "paused")).isEqualTo(new QueueEvent.Paused("5-0"));
        assertThat(parse("event", "resumed")).isEqualTo(new QueueEvent.Resumed("5-0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "added", "waiting", "active", "delayed", "waiting-children", "progress", "completed", "failed",
                "retries-exhausted", "stalled", "removed", "duplicated", "deduplicated", "cleaned", "drained", "paused",
                "resumed"
            })
    void eachEventSaysItsOwnName(String name) {
        var event = parse(
                "event",
                name,
                "jobId",
                "1",
                "delay",
                "1",
                "data",
                "1",
                "returnvalue",
                "1",
                "attemptsMade",
                "1",
                "count",
                "1",
                "deduplicationId",
                "d",
                "deduplicatedJobId",
                "2");

        assertThat(event).isNotInstanceOf(QueueEvent.Other.class);
        assertThat(event.name()).isEqualTo(name);
        assertThat(event.id()).isEqualTo("5-0");
    }

    @Test
    void readsTheFractionOfAMillisecondThatOthersWrite() {
        assertThat(parse("event", "delayed", "jobId", "1", "delay", "1005.7"))
                .isEqualTo(new QueueEvent.Delayed("5-0", "1", Instant.ofEpochMilli(1005), null));
    }

    @Test
    void handsOverWhatItDoesNotKnowAsItIs() {
        var custom = parse("event", "myown", "jobId", "7", "x", "y");

        assertThat(custom)
                .isEqualTo(new QueueEvent.Other("5-0", "myown", Map.of("event", "myown", "jobId", "7", "x", "y")));
        assertThat(custom.job()).contains("7");
    }

    @Test
    void handsOverWhatItCannotReadInsteadOfThrowing() {
        assertThat(parse("event", "waiting")).isInstanceOf(QueueEvent.Other.class);
        assertThat(parse("event", "delayed", "jobId", "1", "delay", "soon")).isInstanceOf(QueueEvent.Other.class);
        assertThat(parse("event", "retries-exhausted", "jobId", "1", "attemptsMade", "x"))
                .isInstanceOf(QueueEvent.Other.class);
        assertThat(parse("event", "completed", "jobId", "1")).isInstanceOf(QueueEvent.Other.class);
        assertThat(parse("no", "event").name()).isEmpty();
        assertThat(parse().name()).isEmpty();
    }
}
