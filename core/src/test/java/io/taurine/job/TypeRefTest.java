package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypeRefTest {

    @Test
    void knowsItsTypeArgument() {
        assertThat(new TypeRef<List<String>>() {}.type()).hasToString("java.util.List<java.lang.String>");
    }

    @Test
    @SuppressWarnings("rawtypes") // what is tested
    void refusesToBeMadeWithoutOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TypeRef() {})
                .withMessageContaining("new TypeRef<List<String>>() {}");
    }
}
