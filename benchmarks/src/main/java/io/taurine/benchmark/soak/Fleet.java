package io.taurine.benchmark.soak;

import io.taurine.embedded.EmbeddedRedis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processes of a soak. */
final class Fleet implements AutoCloseable {
    private final Map<String, Member> members = new LinkedHashMap<>();

    private Fleet() {}

    static Fleet start(SoakOptions options, EmbeddedRedis redis) {
        var fleet = new Fleet();
        // A frozen process does not notice that the pipe to its parent is gone.
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "soak-close"));
        var agent = ClockAgent.jar(options.folder());
        try {
            for (var role : Role.ALL) {
                if (role.isJava() || options.withNode()) {
                    var member = new Member(role, options, agent, redis.uri());
                    fleet.members.put(role.name(), member);
                    member.start();
                }
            }
            fleet.members.values().forEach(Member::awaitReady);
            return fleet;
        } catch (RuntimeException | Error e) {
            fleet.close();
            throw e;
        }
    }

    List<Member> all() {
        return List.copyOf(members.values());
    }

    List<Member> workers() {
        return members.values().stream()
                .filter(member -> member.role.isWorker())
                .toList();
    }

    List<Member> producers() {
        return members.values().stream()
                .filter(member -> !member.role.isWorker())
                .toList();
    }

    /** Throws when there is none, as when Node is left out and a fault is meant for it. */
    Member member(String name) {
        var member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("no process " + name);
        }
        return member;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    @Override
    public void close() {
        members.values().forEach(Member::close);
    }
}
