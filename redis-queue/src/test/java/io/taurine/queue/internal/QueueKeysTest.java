package io.taurine.queue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueKeysTest {

    @Test
    void joinsPrefixQueueAndSuffix() {
        var keys = QueueKeys.of("bull", "mail");

        assertThat(keys.base()).isEqualTo("bull:mail:");
        assertThat(keys.key("wait")).isEqualTo("bull:mail:wait");
        assertThat(keys.job("42")).isEqualTo("bull:mail:42");
        assertThat(keys.qualifiedName()).isEqualTo("bull:mail");
        assertThat(keys.keys(List.of("wait", "active"))).containsExactly("bull:mail:wait", "bull:mail:active");
    }

    @Test
    void namesAConnectionAsNodeLooksForIt() {
        assertThat(QueueKeys.of("bull", "q14").clientName()).isEqualTo("bull:cTE0");
        assertThat(QueueKeys.of("bull", "ü").clientName()).isEqualTo("bull:w7w=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesAQueueWithoutAName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueKeys.of("bull", name))
                .withMessage("queue name must not be empty");
    }

    @Test
    void refusesAColonInTheNameButNotInThePrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueKeys.of("bull", "a:b"))
                .withMessage("queue name must not contain ':', was a:b");
        assertThat(QueueKeys.of("my:app", "a").base()).isEqualTo("my:app:a:");
    }

    @Test
    void refusesAnEmptyPrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueKeys.of("", "a"))
                .withMessage("prefix must not be empty");
    }

    @ParameterizedTest
    @CsvSource({"{bull},mail", "bull,{mail}", "bull,pre-{mail}-post", "my:{x}:app,mail"})
    void acceptsAHashTagInEitherPart(String prefix, String queue) {
        assertThatCode(() -> QueueKeys.of(prefix, queue).requireOneSlot()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"bull,mail", "bull,{}mail", "bull,{mail", "b{}ull,mail"})
    void tellsHowToNameAQueueThatWouldBeSpreadOverACluster(String prefix, String queue) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueKeys.of(prefix, queue).requireOneSlot())
                .withMessageContaining("share one slot")
                .withMessageContaining("{" + queue + "}")
                .withMessageContaining("{" + prefix + "}");
    }

    @Test
    void refusesAParentThatAClusterKeepsElsewhere() {
        var keys = QueueKeys.of("{bull}", "mail");

        keys.requireSameSlot("{bull}:orders:7");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.requireSameSlot("bull:orders:7"))
                .withMessageContaining("hash tag");
    }
}
