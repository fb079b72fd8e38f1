package io.taurine.queue.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class QueueEventsProducerIT {

    private final TestQueue keysOf;
    private final RedisConnection redis;
    private final QueueEventsProducer producer;

    QueueEventsProducerIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        redis = RedisConnection.connect(keysOf.redisUri());
        producer = QueueEventsProducer.of(keysOf.name(), redis);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void listenersHearEventsOfAnApplicationsOwn() {
        List<QueueEvent> heard = new CopyOnWriteArrayList<>();
        try (var events = QueueEvents.open(keysOf.name(), redis, heard::add)) {
            var id = producer.publishEvent("invoiced", Map.of("jobId", "7", "amount", "12"));

            await().untilAsserted(() -> assertThat(heard)
                    .containsExactly(new QueueEvent.Other(
                            id, "invoiced", Map.of("event", "invoiced", "jobId", "7", "amount", "12"))));
            assertThat(heard.get(0).job()).contains("7");
            assertThat(events.isRunning()).isTrue();
        }
    }

    @Test
    void theStreamIsCut() {
        for (int i = 0; i < 500; i++) {
            producer.publishEvent("tick", Map.of(), 10);
        }

        // Redis cuts whole blocks of a hundred entries.
        assertThat(keysOf.redis().xlen(keysOf.key("events"))).isLessThan(250);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> producer.publishEvent("", Map.of()))
                .withMessage("name of an event must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> producer.publishEvent("mine", Map.of("event", "x")))
                .withMessageContaining("must not have 'event'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> producer.publishEvent("mine", Map.of(), 0))
                .withMessage("maxEvents must be 1 or more, was 0");
        assertThat(keysOf.redis().exists(keysOf.key("events"))).isZero();
    }
}
