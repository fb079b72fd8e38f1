package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobNamesTest {

    @Test
    void aNameTellsTheVersionOfItsDefinitionAndNoOther() {
        assertThat(JobNames.version("echo", "echo@12")).hasValue(12);
        assertThat(JobNames.version("echo", "echo")).isEmpty();
        assertThat(JobNames.version("echo", "echo@0")).isEmpty();
        assertThat(JobNames.version("echo", "echo@x")).isEmpty();
        assertThat(JobNames.version("echo", "echo@99999999999")).isEmpty();
        assertThat(JobNames.version("echo", "other@2")).isEmpty();
        assertThat(JobNames.version("echo", "")).isEmpty();
    }

    @Test
    void anyOtherNameMeansTheNewest() {
        Definition.Builder<JsonNode> echo = Definition.of("echo", JsonNode.class, (params, context) -> params);
        var definitions = Definitions.of(echo.build(), echo.version(3).build());

        assertThat(JobNames.versionOrNewest(definitions, "echo", "welcome")).isEqualTo(3);
        assertThat(JobNames.versionOrNewest(definitions, "echo", "echo@1")).isEqualTo(1);
        assertThat(JobNames.versionOrNewest(definitions, "none", "welcome")).isZero();
    }

    @Test
    void anIdHasAKeyAndMayHaveFurtherColons() {
        assertThat(JobKey.parse("echo:repeat:x:17")).contains(new JobKey("echo", "repeat:x:17"));
        assertThat(new JobKey("echo", "5").execution(2)).isEqualTo("echo:5/2");
        assertThat(JobKey.parse("echo")).isEqualTo(Optional.empty());
        assertThat(JobKey.parse(":5")).isEmpty();
        assertThat(JobKey.parse("echo:")).isEmpty();
    }

    @Test
    void onlyOurOwnResultMeansSkipped() {
        assertThat(Skipped.reason(Optional.of("{\"taurine:skipped\":\"too old\"}")))
                .contains("too old");
        assertThat(Skipped.reason(Optional.of("{\"skipped\":true}"))).isEmpty();
        assertThat(Skipped.reason(Optional.of("{\"taurine:skipped\":\"x\",\"more\":1}")))
                .isEmpty();
        assertThat(Skipped.reason(Optional.of("{\"taurine:skipped\""))).isEmpty();
        assertThat(Skipped.reason(Optional.empty())).isEmpty();
    }
}
