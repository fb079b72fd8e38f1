package io.taurine.server.override;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

@RedisTest
class OverridesOfTwoProcessesIT {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static Definition<String> echo() {
        return Definition.of("echo", String.class, new Echo()).build();
    }

    /** The same class in both processes. */
    static final class Echo implements JobHandler<String> {

        @Override
        public Object run(String params, JobContext context) {
            return params;
        }
    }

    @Test
    void anotherProcessSeesAChangeThatAKilledOneMade(TestQueue queue) {
        var key = "taurine::settings:{" + queue.name() + ":overrides}:echo";
        try (var one = ForkedJvm.start(Server.class, queue.redisUri(), queue.name());
                var other = ForkedJvm.start(Server.class, queue.redisUri(), queue.name())) {
            for (var server : List.of(one, other)) {
                server.awaitLine("ready"::equals, LONGEST);
            }

            one.send("concurrency 3");
            other.awaitLine("concurrency=OptionalInt[3]"::equals, LONGEST);
            one.kill();
            queue.redis().hset(key, "concurrency", "4");
            other.awaitLine("concurrency=OptionalInt[4]"::equals, LONGEST);

            assertThat(queue.redis().hgetall(key)).containsEntry("concurrency", "4");
        } finally {
            queue.redis().del(key);
        }
    }

    /** Another JVM. */
    static final class Server {

        private Server() {}

        public static void main(String[] args) throws Exception {
            ForkedJvm.exitWhenParentDies();
            var definition = echo();
            try (var connection = RedisConnection.connect(args[0]);
                    var overrides = Overrides.of(Definitions.of(definition)).inRedis(connection, args[1])) {
                overrides.listen(event -> System.out.println(
                        "concurrency=" + overrides.effective(definition).concurrency()));
                System.out.println("ready");
                try (var commands = new Scanner(System.in, StandardCharsets.UTF_8)) {
                    while (commands.hasNextLine()) {
                        var concurrency = Integer.parseInt(commands.nextLine().split(" ", 2)[1]);
                        overrides.put(
                                "echo",
                                DefinitionOverride.builder()
                                        .concurrency(concurrency)
                                        .build(),
                                Optional.empty());
                    }
                }
            }
        }
    }
}
