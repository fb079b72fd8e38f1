package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@RedisTest
class RedisTestIT {
    private final TestQueue ofConstructor;
    private static TestQueue ofClass = TestQueue.create("replaced");

    RedisTestIT(TestQueue queue) {
        this.ofConstructor = queue;
    }

    @BeforeAll
    static void rememberTheQueueOfTheClass(TestQueue queue) {
        ofClass = queue;
    }

    @BeforeEach
    void theConstructorGotTheQueueOfTheTest(TestQueue queue) {
        assertThat(queue).isSameAs(ofConstructor);
    }

    @AfterEach
    void theQueueIsStillThereAfterTheTest(TestQueue queue) {
        assertThat(queue).isSameAs(ofConstructor);
    }

    @AfterAll
    static void theClassKeepsItsQueue(TestQueue queue) {
        assertThat(queue).isSameAs(ofClass);
    }

    @Test
    void givesTheSameQueueToAllParametersOfATest(TestQueue one, TestQueue two) {
        assertThat(one).isSameAs(two).isSameAs(ofConstructor).isNotSameAs(ofClass);
    }

    @Test
    void namesTheQueueForTheTest(TestQueue queue) {
        assertThat(queue.name()).matches("namesTheQueueForTheTest-[0-9a-f]{6}");
        assertThat(ofClass.name()).matches("RedisTestIT-[0-9a-f]{6}");
        assertThat(queue.key("wait")).isEqualTo("bull:" + queue.name() + ":wait");
    }

    @Test
    void keepsColonsOutOfNames() {
        assertThat(TestQueue.create("a:b {c} * with a label that goes on and on")
                        .name())
                .matches("a-b-c-with-a-label-that-goes-on-and-on-[0-9a-f]{6}");
    }

    @Test
    void givesAnotherQueueOnTheSameServer(TestQueue queue) {
        var other = queue.another();

        assertThat(other.name()).isNotEqualTo(queue.name());
        assertThat(other.redisUri()).isEqualTo(queue.redisUri()).isEqualTo(TestRedis.shared());
    }

    @Test
    void closingDeletesTheKeysOfTheQueueAndItsOthersOnly(TestQueue bystander) {
        bystander.redis().set(bystander.key("id"), "7");
        var queue = TestQueue.create("closing");
        queue.redis().lpush(queue.key("wait"), "1");
        var other = queue.another();
        other.redis().set(other.key("id"), "1");

        queue.close();
        queue.close();

        assertThat(queue.keys()).isEmpty();
        assertThat(other.keys()).isEmpty();
        assertThat(bystander.keys()).containsExactly(bystander.key("id"));
    }

    @Test
    void findsAndDeletesManyKeys() {
        var queue = TestQueue.create("many");
        for (int i = 0; i < 1_234; i++) {
            queue.redis().set(queue.key("" + i), "x");
        }
        assertThat(queue.keys()).hasSize(1_234);

        queue.close();

        assertThat(queue.keys()).isEmpty();
    }

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Repeated {
        private static final Collection<TestQueue> SEEN = new ConcurrentLinkedQueue<>();

        @RepeatedTest(2)
        @Order(1)
        void eachRunHasAQueueOfItsOwn(TestQueue queue) {
            queue.redis().set(queue.key("id"), "1");

            assertThat(SEEN).doesNotContain(queue);
            SEEN.add(queue);
        }

        @Test
        @Order(2)
        void nothingIsLeftOfTheRunsBefore() {
            assertThat(SEEN)
                    .hasSize(2)
                    .allSatisfy(queue -> assertThat(queue.keys()).isEmpty());
        }
    }
}
