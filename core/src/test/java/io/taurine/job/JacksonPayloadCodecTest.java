package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JacksonPayloadCodecTest {

    private final PayloadCodec codec = JacksonPayloadCodec.defaults();

    private record Visit(String who, Instant at, LocalDate day, Duration length, Optional<String> note) {}

    @Test
    void writesRecordsWithTimesAsIsoText() {
        var visit = new Visit(
                "ada",
                Instant.parse("2026-01-02T03:04:05Z"),
                LocalDate.of(2026, 1, 2),
                Duration.ofMinutes(90),
                Optional.empty());

        var json = codec.encode(visit);

        assertThat(json)
                .isEqualTo("{\"who\":\"ada\",\"at\":\"2026-01-02T03:04:05Z\",\"day\":\"2026-01-02\","
                        + "\"length\":\"PT1H30M\",\"note\":null}");
        assertThat(codec.decode(json, Visit.class)).isEqualTo(visit);
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        var visit = (Visit) codec.decode("{\"who\":\"ada\",\"added\":{\"later\":true}}", Visit.class);

        assertThat(visit).isNotNull().extracting(Visit::who).isEqualTo("ada");
    }

    @Test
    void passesNullThrough() {
        assertThat(codec.encode(null)).isEqualTo("null");
        assertThat(codec.decode("null", Visit.class)).isNull();
    }

    @Test
    void keepsNumbersThatADoubleCannotHold() {
        assertThat(codec.decode("9007199254740993", Long.class)).isEqualTo(9_007_199_254_740_993L);
        assertThat(codec.encode(9_007_199_254_740_993L)).isEqualTo("9007199254740993");
        assertThat(codec.encode(codec.decode("{\"n\":123456789012345678901234567890}", JsonNode.class)))
                .isEqualTo("{\"n\":123456789012345678901234567890}");
    }

    @Test
    void readsTypesWithTypeArguments() {
        var type = new TypeRef<Map<String, List<Integer>>>() {}.type();

        assertThat(codec.decode("{\"a\":[1,2]}", type)).isEqualTo(Map.of("a", List.of(1, 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} trailing", "[1]", "\"text\"", "{\"at\":\"yesterday\"}"})
    void namesTheTypeThatATextDoesNotFit(String json) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(json, Visit.class))
                .withMessageContaining(Visit.class.getTypeName());
    }

    @Test
    void namesTheTypeThatHasNoJsonForm() {
        var itself = new ArrayList<Object>();
        itself.add(itself);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encode(itself))
                .withMessageContaining("java.util.ArrayList");
    }

    @Test
    void neverMakesAnObjectOfAClassThatTheTextNames() {
        var json = "[\"java.util.concurrent.ThreadLocalRandom\",{\"@class\":\"java.io.File\",\"path\":\"x\"}]";

        assertThat(codec.decode(json, Object.class))
                .isEqualTo(List.of(
                        "java.util.concurrent.ThreadLocalRandom", Map.of("@class", "java.io.File", "path", "x")));
    }
}
