package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.config.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/operations.md tells to type is there. */
class OperationsPageTest {

    private static final String PAGE = Docs.read(Docs.ROOT.resolve("docs/operations.md"));
    private static final String CONFIGURATION = Docs.read(Docs.ROOT.resolve("docs/configuration.md"));
    private static final String REST = Docs.read(Docs.ROOT.resolve("docs/rest.md"));

    private static List<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(PAGE)
                .results()
                .map((MatchResult result) -> result.group(1))
                .distinct()
                .toList();
    }

    @Test
    void theConfigurationsAreValid() {
        var blocks = found("(?s)```yaml\\n(# taurine\\.yaml.*?)```");

        assertThat(blocks)
                .hasSize(2)
                .allSatisfy(block -> assertThat(ServerConfig.parse("taurine.yaml", block, Map.of())
                                .roles())
                        .isNotEmpty());
    }

    @Test
    void theTokensOfTheEnvironmentAreValid() {
        var tokens = found("TAURINE_HTTP_TOKENS='([^']*)'");

        assertThat(tokens).hasSize(1);
        var config = ServerConfig.parse("taurine.yaml", "", Map.of("TAURINE_HTTP_TOKENS", tokens.get(0)));
        assertThat(config.http().tokens()).hasSize(1);
    }

    @Test
    void everySettingAndVariableIsThere() {
        assertThat(found("`((?:retention|files|worker|events|redis|alerts)\\.[a-z-]+)`"))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(CONFIGURATION).contains("`" + setting + "`"));
        assertThat(found("- \\{?name: ([A-Z_]+)"))
                .hasSize(7)
                .allSatisfy(variable -> assertThat(CONFIGURATION).contains("`" + variable + "`"));
    }

    @Test
    void everyCallIsThere() {
        assertThat(found("`((?:GET|POST) /v1/[^`?]+)`"))
                .isNotEmpty()
                .allSatisfy(call -> assertThat(REST).contains("### " + call + "\n"));
        assertThat(found("path: (/v1/[a-z/]+)"))
                .hasSize(2)
                .allSatisfy(path -> assertThat(REST).contains("### GET " + path + "\n"));
    }
}
