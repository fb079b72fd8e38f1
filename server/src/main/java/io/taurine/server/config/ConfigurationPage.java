package io.taurine.server.config;

import io.taurine.server.config.Setting.Variable;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md} from the settings themselves, so that it cannot be out of date. */
final class ConfigurationPage {

    private static final String HEAD = """
            <!-- Written from the code: see ConfigurationPageTest. Do not edit. -->
            # Configuration of the server

            One YAML file and the environment. The file is the one given with `--config`, or named by `TAURINE_CONFIG`, or
            `taurine.yaml` in the current directory; there may be none. Each setting is overridden by its environment variables, the
            first that is set; an empty one counts as unset. A key that does not exist, or a value that is not allowed, stops the start;
            all problems are told at once, with file and line.

            Durations are written `500ms`, `30s`, `5m`, `1h30m`, `7d` or `PT30S`. In a variable whose name tells its unit, a bare
            number is of that unit. Lists are YAML lists or words divided by commas. Settings with several parts take YAML or JSON in a
            variable.

            ```yaml
            roles: api, worker
            redis:
              url: redis://redis.internal:6379
            database:
              url: postgres://taurine@db.internal/taurine
            http:
              host: 0.0.0.0
              port: 8080
              tokens:
                - name: ops
                  secret: a-long-random-text
                  role: admin
            worker:
              max-concurrency: 200
            definitions:
              packages: [com.example.jobs]
            schedules:
              - id: nightly-report
                version: 1
                definition: report
                schedule: {cron: "0 2 * * *", timeZone: Europe/Berlin}
                params: {kind: daily}
            ```
            """;

    private ConfigurationPage() {}

    static String render() {
        var page = new StringBuilder(HEAD);
        var section = "-";
        for (var setting : Settings.all().values()) {
            if (!setting.section().equals(section)) {
                section = setting.section();
                page.append("\n## ")
                        .append(section.isEmpty() ? "The process" : "`" + section + "`")
                        .append("\n\n| Setting | Variables | Default | Allowed | What it does |\n")
                        .append("| --- | --- | --- | --- | --- |\n");
            }
            page.append(row(setting));
        }
        return page.toString();
    }

    /** The YAML of the page. */
    static String example() {
        var page = render();
        var from = page.indexOf("```yaml\n") + "```yaml\n".length();
        return page.substring(from, page.indexOf("```", from));
    }

    private static String row(Setting<?> setting) {
        var variables =
                setting.variables().stream().map(ConfigurationPage::shown).collect(Collectors.joining(", "));
        var ifUnset = setting.ifUnset() == null || setting.ifUnset().isEmpty() ? "–" : "`" + setting.ifUnset() + "`";
        return "| `" + setting.path() + "` | " + variables + " | " + ifUnset + " | "
                + cell(setting.type().allowed()) + " | " + cell(setting.meaning()) + " |\n";
    }

    private static String shown(Variable variable) {
        return "`" + variable.name() + "`" + (variable.unit().isEmpty() ? "" : " (" + variable.unit() + ")");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
