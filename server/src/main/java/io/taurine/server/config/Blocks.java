package io.taurine.server.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.repeat.Schedule;
import io.taurine.server.config.ApiToken.ApiRole;
import io.taurine.server.config.BlockType.Block;
import io.taurine.server.config.BlockType.Part;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.ScheduleJson;
import io.taurine.server.event.EventPattern;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The types of settings that have several parts. */
final class Blocks {

    private static final int SHORTEST_SECRET = 16;

    private Blocks() {}

    static SettingType<ApiToken> token() {
        var name = Part.required("name", Types.text("[A-Za-z0-9._@-]{1,100}", "a name without spaces"));
        var secret = Part.optional("secret", Types.secret("a text of " + SHORTEST_SECRET + " characters or more"));
        var sha256 = Part.optional(
                "sha256", Types.text("[0-9a-fA-F]{64}", "the SHA-256 of the secret, 64 hexadecimal digits"));
        var role = Part.required("role", Types.oneOf("viewer", "operator", "admin"));
        var expires = Part.optional("expires", Types.instant());
        return new BlockType<>(List.of(name, secret, sha256, role, expires), block -> {
            var given = block.find(secret);
            if (given.isPresent() == block.find(sha256).isPresent()) {
                throw new IllegalArgumentException("it must have either secret or sha256");
            }
            given.ifPresent(Blocks::requireLong);
            return new ApiToken(
                    block.get(name),
                    given,
                    block.find(sha256).map(digits -> digits.toLowerCase(Locale.ROOT)),
                    ApiRole.valueOf(block.get(role).toUpperCase(Locale.ROOT)),
                    block.find(expires));
        });
    }

    private static void requireLong(Secret secret) {
        if (secret.value().length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("secret must have " + SHORTEST_SECRET + " characters or more, had "
                    + secret.value().length());
        }
    }

    static SettingType<SystemSchedule> schedule() {
        return ScheduleBlock.type();
    }

    static SettingType<String> pattern() {
        return Types.json("an event name or a pattern like user.* or **", json -> {
            if (!json.isTextual()) {
                throw new IllegalArgumentException("it was " + json);
            }
            return EventPattern.of(json.textValue()).text();
        });
    }

    /** The parts of a schedule. */
    private static final class ScheduleBlock {

        private static final Part<String> ID = Part.required(
                "id", Types.text("[A-Za-z0-9._-]{1,200}", "1 to 200 letters, digits, dots, hyphens and underscores"));
        private static final Part<Integer> VERSION = Part.optional("version", Types.whole(1, Integer.MAX_VALUE));
        private static final Part<String> DEFINITION =
                Part.required("definition", Types.text("[a-z0-9]+([._-][a-z0-9]+)*", "the key of a definition"));
        private static final Part<Integer> DEFINITION_VERSION =
                Part.optional("definition-version", Types.whole(1, Integer.MAX_VALUE));
        private static final Part<Schedule> SCHEDULE = Part.required(
                "schedule",
                Types.json("a cron pattern, a preset, or a block with cron, every, at or rule", ScheduleJson::read));
        private static final Part<com.fasterxml.jackson.databind.JsonNode> PARAMS =
                Part.optional("params", Types.json("any value", json -> json));
        private static final Part<String> OVERLAP = Part.optional("overlap", Types.oneOf("allow", "skip", "queue-one"));
        private static final Part<String> MISSED = Part.optional("missed-runs", Types.oneOf("skip", "run-once"));
        private static final Part<Boolean> ENABLED = Part.optional("enabled", Types.flag());

        static SettingType<SystemSchedule> type() {
            return new BlockType<>(
                    List.of(ID, VERSION, DEFINITION, DEFINITION_VERSION, SCHEDULE, PARAMS, OVERLAP, MISSED, ENABLED),
                    ScheduleBlock::make);
        }

        private static SystemSchedule make(Block block) {
            var definitionVersion = block.find(DEFINITION_VERSION);
            var request = new ScheduleRequest(
                    block.get(ID),
                    block.get(DEFINITION),
                    definitionVersion.isPresent() ? OptionalInt.of(definitionVersion.get()) : OptionalInt.empty(),
                    block.get(SCHEDULE),
                    block.find(PARAMS).orElse(JsonNodeFactory.instance.nullNode()),
                    Overlap.valueOf(constant(block.find(OVERLAP).orElse("allow"))),
                    MissedRuns.valueOf(constant(block.find(MISSED).orElse("skip"))));
            return new SystemSchedule(
                    block.find(VERSION).orElse(1), block.find(ENABLED).orElse(true), request);
        }

        private static String constant(String word) {
            return word.toUpperCase(Locale.ROOT).replace('-', '_');
        }
    }
}
