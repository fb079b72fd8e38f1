package io.taurine.queue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class FlatFieldsTest {

    @Test
    void isTheMapThatItsFieldsMake() {
        var fields = new FlatFields.Builder(List.of("name", "mail", "data", "{}"), 1)
                .put("pb", "mill")
                .build();

        assertThat(fields).isEqualTo(Map.of("name", "mail", "data", "{}", "pb", "mill"));
        assertThat(fields.hashCode())
                .isEqualTo(Map.of("name", "mail", "data", "{}", "pb", "mill").hashCode());
        assertThat(fields.get("data")).isEqualTo("{}");
        assertThat(fields.get("opts")).isNull();
        assertThat(fields.containsKey("pb")).isTrue();
        assertThat(fields.containsKey("mill")).isFalse();
        assertThat(fields.getOrDefault("opts", "none")).isEqualTo("none");
    }

    @Test
    void aFieldThatIsPutAgainChangesItsValue() {
        var builder = new FlatFields.Builder(List.of("ats", "1", "name", "mail"), 2);

        builder.put("ats", "2").put("pb", "a").put("pb", "b");

        assertThat(builder.get("ats")).isEqualTo("2");
        assertThat(builder.build()).isEqualTo(Map.of("ats", "2", "name", "mail", "pb", "b"));
    }

    @Test
    void keepsTheOrderOfTheHash() {
        var fields = new FlatFields.Builder(List.of("z", "1", "a", "2"), 0).build();

        assertThat(fields.keySet()).containsExactly("z", "a");
        assertThat(fields.values()).containsExactly("1", "2");
    }

    @Test
    void endsWhereItEnds() {
        var all =
                new FlatFields.Builder(List.of("a", "1"), 3).build().entrySet().iterator();
        all.next();

        assertThat(all.hasNext()).isFalse();
        assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void cannotBeChanged() {
        var fields = new FlatFields.Builder(List.of("a", "1"), 1).build();

        assertThatThrownBy(() -> fields.put("a", "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(fields::clear).isInstanceOf(UnsupportedOperationException.class);
    }
}
