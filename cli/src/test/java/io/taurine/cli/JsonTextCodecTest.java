package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.PayloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextCodecTest {

    private final JsonTextCodec codec = new JsonTextCodec();

    @ParameterizedTest
    @ValueSource(strings = {"{\"n\": 12345678901234567890.10}", "[ 1 ]", "null", "\"text\"", "1e400"})
    void passesJsonThroughToTheLetter(String json) {
        var decoded = codec.decode(json, JsonText.class);

        assertThat(codec.encode(decoded)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "NaN", "{'a':1}"})
    void refusesWhatIsNotOneJsonDocument(String text) {
        assertThatThrownBy(() -> codec.decode(text, JsonText.class)).isInstanceOf(PayloadException.class);
    }

    @Test
    void leavesOtherTypesToJackson() {
        assertThat(codec.encode(25)).isEqualTo("25");
        assertThat(codec.decode("25", Integer.class)).isEqualTo(25);
    }

    @Test
    void printsNumbersToTheLastDigit() {
        assertThat(Json.write(Json.stored("{\"n\":12345678901234567890.10}")))
                .isEqualTo("{\"n\":12345678901234567890.10}");
    }
}
