package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.regex.Pattern;

/** What Redis has used since it started, from INFO. The calls made by scripts count too. */
public record RedisUsage(double cpuMicros, long commands) {
    private static final Pattern USER = Pattern.compile("used_cpu_user:([0-9.]+)");
    private static final Pattern SYSTEM = Pattern.compile("used_cpu_sys:([0-9.]+)");
    private static final Pattern COMMANDS = Pattern.compile("total_commands_processed:([0-9]+)");

    public static RedisUsage now(RedisCommands<String, String> redis) {
        var cpu = redis.info("cpu");
        return new RedisUsage(
                (number(USER, cpu) + number(SYSTEM, cpu)) * 1e6, (long) number(COMMANDS, redis.info("stats")));
    }

    public RedisUsage since(RedisUsage before) {
        return new RedisUsage(cpuMicros - before.cpuMicros, commands - before.commands);
    }

    private static double number(Pattern field, String info) {
        var found = field.matcher(info);
        if (!found.find()) {
            throw new IllegalStateException("INFO has no " + field.pattern());
        }
        return Double.parseDouble(found.group(1));
    }
}
