package io.taurine.server.runner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.InvalidParamsException;
import io.taurine.server.runner.InvalidParamsException.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParamsReaderTest {

    enum Size {
        SMALL,
        LARGE
    }

    record Line(String text, int count) {}

    record Order(
            String customer,
            int number,
            @Nullable Size size,
            @Nullable Duration within,
            @Nullable Instant at,
            @Nullable List<Line> lines) {}

    record Positive(int value) {
        Positive {
            if (value < 1) {
                throw new IllegalArgumentException("value must be 1 or more, was " + value);
            }
        }
    }

    private final Definition<Order> order = definition(Order.class);

    private static <P> Definition<P> definition(Class<P> type) {
        return Definition.of("orders", type, (params, context) -> null).build();
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private List<Problem> problems(String text) throws Exception {
        var params = json(text);
        var refusal = catchThrowableOfType(InvalidParamsException.class, () -> ParamsReader.check(order, params));
        assertThat(params).as("what was sent stays as it is").isEqualTo(json(text));
        return refusal == null ? List.of() : refusal.problems();
    }

    @Test
    void paramsThatFitAreRead() throws Exception {
        var params = json("{'customer': 'Ada', 'number': 7, 'size': 'LARGE', 'within': 'PT5S',"
                + " 'at': '2024-05-01T00:00:00Z', 'lines': [{'text': 'tea', 'count': 2}]}");

        ParamsReader.check(order, params);

        assertThat(ParamsReader.read(order, params))
                .isEqualTo(new Order(
                        "Ada",
                        7,
                        Size.LARGE,
                        Duration.ofSeconds(5),
                        Instant.parse("2024-05-01T00:00:00Z"),
                        List.of(new Line("tea", 2))));
    }

    @Test
    void allThatIsWrongIsToldAtOnceWithItsPlace() throws Exception {
        assertThat(problems("{'customer': 5, 'number': 'x', 'size': 'HUGE', 'within': 'soon', 'at': [], 'more': 1,"
                        + " 'lines': [{'text': 'tea', 'count': 1.5}, 3, {'text': 'a', 'count': 99999999999}]}"))
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder(
                        "/customer",
                        "/number",
                        "/size",
                        "/within",
                        "/at",
                        "/more",
                        "/lines/0/count",
                        "/lines/1",
                        "/lines/2/count");
    }

    @Test
    void problemsAreToldInWordsOfJson() throws Exception {
        assertThat(problems("{'customer': 'Ada', 'number': 'x'}"))
                .containsExactly(
                        new Problem("/number", "must be a whole number from -2147483648 to 2147483647, was text"));
        assertThat(problems("{'customer': 'Ada', 'number': 1, 'size': 'HUGE'}"))
                .containsExactly(new Problem("/size", "must be one of SMALL, LARGE, was HUGE"));
        assertThat(problems("{'customer': 'Ada', 'number': 1, 'nmuber': 2}"))
                .containsExactly(
                        new Problem("/nmuber", "is unknown; known are at, customer, lines, number, size, within"));
        assertThat(problems("{'customer': 'Ada', 'number': 1, 'lines': 'tea'}"))
                .containsExactly(new Problem("/lines", "must be an array, was text"));
        assertThat(problems("[1]")).containsExactly(new Problem("", "must be an object, was an array"));
    }

    @Test
    void aNumberThatIsMissingIsToldAsIsOneThatIsNull() throws Exception {
        assertThat(problems("{'customer': 'Ada'}")).extracting(Problem::pointer).containsExactly("/number");
        assertThat(problems("null")).extracting(Problem::pointer).containsExactly("/number");
        assertThat(problems("{'customer': 'Ada', 'number': null}"))
                .extracting(Problem::pointer)
                .containsExactly("/number");
    }

    @Test
    void whatTheTypeItselfRefusesIsToldInItsOwnWords() {
        assertThatThrownBy(() -> ParamsReader.check(definition(Positive.class), json("{'value': 0}")))
                .isInstanceOf(InvalidParamsException.class)
                .hasMessage("The params do not fit orders@1: they value must be 1 or more, was 0");
    }

    @Test
    void aRunLeavesOutFieldsThatItDoesNotKnow() throws Exception {
        assertThat(ParamsReader.read(order, json("{'customer': 'Ada', 'number': 1, 'later': true}")))
                .isEqualTo(new Order("Ada", 1, null, null, null, null));
        assertThatThrownBy(() -> ParamsReader.read(order, json("{'customer': 'Ada', 'number': 'x'}")))
                .isInstanceOf(InvalidParamsException.class);
    }

    @Test
    void withoutParamsThereIsNullOrWhatStandsForIt() {
        record Optional(@Nullable String name) {}
        var none = NullNode.getInstance();

        assertThat(ParamsReader.read(definition(String.class), none)).isNull();
        assertThat((Object) ParamsReader.read(definition(Map.class), none)).isNull();
        assertThat(ParamsReader.read(definition(Void.class), none)).isNull();
        assertThat(ParamsReader.read(definition(JsonNode.class), none)).isEqualTo(none);
        assertThat(ParamsReader.read(definition(Optional.class), none)).isEqualTo(new Optional(null));
    }

    @Test
    void aDefinitionWithoutParamsTakesNone() {
        assertThatThrownBy(() -> ParamsReader.check(definition(Void.class), json("{}")))
                .isInstanceOf(InvalidParamsException.class)
                .hasMessageContaining("takes no params");
    }

    @Test
    void bigNumbersArriveAsTheyWereWritten() throws Exception {
        var params = json("{'n': 123456789012345678901234567890}");

        assertThat(ParamsReader.read(definition(JsonNode.class), params)).isEqualTo(params);
        assertThat(String.valueOf(ParamsReader.read(definition(Map.class), params)))
                .isEqualTo("{n=123456789012345678901234567890}");
    }
}
