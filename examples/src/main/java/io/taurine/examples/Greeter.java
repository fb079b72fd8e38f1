package io.taurine.examples;

import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;

/**
 * A handler of a module: a jar with this class and the manifest {@code taurine-module.yaml} at its top is put into the module
 * folder of a job server, which then runs its jobs. The build makes that jar beside that of the examples.
 */
public final class Greeter implements JobHandler<Greeter.Params> {

    /** Whom to greet. */
    public record Params(String name) {}

    @Override
    public Object run(Params params, JobContext context) {
        if (params == null || params.name() == null || params.name().isBlank()) {
            throw new IllegalArgumentException("name must be there");
        }
        var greeting = context.config().getOrDefault("greeting", "Hello") + ", " + params.name() + "!";
        context.logger().info("Greeted {}", params.name());
        context.emit("greeting.said", greeting);
        return greeting;
    }
}
