package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadCodec;
import io.taurine.job.codec.EncryptingCodec;
import io.taurine.job.codec.EncryptionKeys;
import io.taurine.queue.internal.SchedulerOwners;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start of a program rewrites when its codec never stores the same text twice. */
@RedisTest
class SchedulerSyncCodecIT {

    private static final String SHOP = "shop";
    private static final EncryptionKeys OLD = EncryptionKeys.current("2025", new byte[16]);
    private static final EncryptionKeys NEW = EncryptionKeys.current("2026", new byte[32]);

    private final TestQueue keysOf;

    SchedulerSyncCodecIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsEncryptedIsLeftAloneUntilItChanges(boolean hasInterceptor) {
        assertThat(start(encrypting(NEW), hasInterceptor, declared("4111")).added())
                .containsExactly("charge");
        var stored = record();

        assertThat(start(encrypting(NEW), hasInterceptor, declared("4111")).unchanged())
                .containsExactly("charge");
        assertThat(record()).isEqualTo(stored);
        assertThat(start(encrypting(NEW), hasInterceptor, declared("4222")).changed())
                .containsExactly("charge");
        assertThat(keysOf.redis().hget(keysOf.key(SchedulerOwners.KEY), "charge"))
                .contains("\"owner\":\"shop\"")
                .doesNotContain("4222");
    }

    @Test
    void whatAnotherClientEncryptedAlikeIsTakenOverAsItIs() {
        queue(encrypting(NEW), false).bench.queue.upsertJobScheduler("charge", schedule(), template("4111"));
        var stored = record();

        var done = start(encrypting(NEW), false, declared("4111"));

        assertThat(done.adopted()).containsExactly("charge");
        assertThat(record()).isEqualTo(stored);
    }

    @Test
    void whatLiesInTheClearIsEncryptedOnceAKeyIsThere() {
        start(JacksonPayloadCodec.defaults(), false, declared("4111"));
        var tolerant = EncryptingCodec.builder(JacksonPayloadCodec.defaults(), NEW)
                .acceptPlain(true)
                .build();

        assertThat(start(tolerant, false, declared("4111")).changed()).containsExactly("charge");
        assertThat(record().get("data")).doesNotContain("4111").contains("aes-gcm");
        assertThat(start(tolerant, false, declared("4111")).unchanged()).containsExactly("charge");
    }

    @Test
    void whatIsOfAKeyThatIsGoneIsWrittenAnew() {
        start(encrypting(OLD), false, declared("4111"));

        assertThat(start(encrypting(NEW), false, declared("4111")).changed()).containsExactly("charge");
        assertThat(start(encrypting(NEW), false, declared("4111")).unchanged()).containsExactly("charge");
    }

    @Test
    void theOrderOfAMapDoesNotMatter() {
        start(JacksonPayloadCodec.defaults(), true, scheduler(ordered("a", "b")));

        assertThat(start(JacksonPayloadCodec.defaults(), true, scheduler(ordered("b", "a")))
                        .unchanged())
                .containsExactly("charge");
    }

    private SchedulerSync start(PayloadCodec codec, boolean hasInterceptor, DeclaredScheduler<Object> declared) {
        return queue(codec, hasInterceptor).sync(SHOP, List.of(declared));
    }

    private SchedulerBench queue(PayloadCodec codec, boolean hasInterceptor) {
        var options = QueueOptions.builder().codec(codec);
        if (hasInterceptor) {
            options.interceptor(call -> call.map(job -> job.withName(job.name() + "-seen")));
        }
        return new SchedulerBench(keysOf, options.build());
    }

    private Map<String, String> record() {
        return keysOf.redis().hgetall(keysOf.key("repeat:charge"));
    }

    private static PayloadCodec encrypting(EncryptionKeys keys) {
        return EncryptingCodec.around(JacksonPayloadCodec.defaults(), keys);
    }

    private static Schedule schedule() {
        return Schedule.every(Duration.ofHours(1));
    }

    private static JobTemplate<Object> template(String card) {
        return JobTemplate.of(Map.of("card", card));
    }

    private static DeclaredScheduler<Object> declared(String card) {
        return DeclaredScheduler.of("charge", schedule(), template(card));
    }

    private static DeclaredScheduler<Object> scheduler(Object data) {
        return DeclaredScheduler.of("charge", schedule(), JobTemplate.of(data));
    }

    private static Map<String, Integer> ordered(String first, String second) {
        var map = new LinkedHashMap<String, Integer>();
        map.put(first, 1);
        map.put(second, 1);
        return map;
    }
}
