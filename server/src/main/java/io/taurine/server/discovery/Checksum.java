package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.ScheduleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells whether a definition is still the same: a digest of its handler's class file, those of the classes within it, and the
 * settings that it was given in code or in a manifest. It does not depend on where the classes lie or how a manifest is laid
 * out, nor on what a process finds around it: whether it is enabled here, or can run here.
 */
public final class Checksum {

    private Checksum() {}

    /** 64 hexadecimal digits. */
    public static String of(Definition<?> definition) {
        var digest = sha256();
        for (var type : implementation(definition.handler().getClass())) {
            put(digest, type.getName().getBytes(StandardCharsets.UTF_8));
            put(digest, bytes(type));
        }
        put(digest, settings(definition).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, byte[] part) {
        // With its length, so that no two lists of parts look the same.
        digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(part);
    }

    /** The class and those within it, anonymous ones too; of a lambda all of the class it stands in. */
    private static List<Class<?>> implementation(Class<?> handler) {
        var type = handler.isHidden() ? handler.getNestHost() : handler;
        return Arrays.stream(nest(type))
                .filter(member -> !member.isHidden())
                .filter(member -> member == type || member.getName().startsWith(type.getName() + "$"))
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    private static Class<?>[] nest(Class<?> type) {
        try {
            return type.getNestMembers();
        } catch (LinkageError e) {
            // A class within it needs a library that is not here.
            return new Class<?>[] {type};
        }
    }

    /** Nothing for classes without a file, which some frameworks make while they run. */
    private static byte[] bytes(Class<?> type) {
        var name = "/" + type.getName().replace('.', '/') + ".class";
        try (var file = type.getResourceAsStream(name)) {
            return file == null ? new byte[0] : file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The class file of " + type.getName() + " cannot be read", e);
        }
    }

    private static String settings(Definition<?> definition) {
        var settings = new TreeMap<String, Object>();
        settings.put("key", definition.key());
        settings.put("version", definition.version());
        settings.put("description", definition.description());
        settings.put("module", definition.module());
        settings.put("params", definition.paramsType().getTypeName());
        settings.put("retry", definition.retry());
        settings.put("timeout", definition.timeout());
        settings.put("concurrency", definition.concurrency());
        settings.put("processConcurrency", definition.processConcurrency());
        settings.put("priority", definition.priority());
        settings.put("lockLifetime", definition.lockLifetime());
        settings.put("schedule", definition.schedule().map(ScheduleText::format));
        settings.put("scheduledParams", definition.scheduledParams().map(Object::toString));
        settings.put("overlap", definition.overlap());
        settings.put("singleRunning", definition.isSingleRunning());
        settings.put("minimalVersion", definition.minimalVersion());
        settings.put("config", sorted(definition.config()));
        settings.put("runsOn", definition.runsOn());
        settings.put("keepSucceeded", definition.keepSucceeded());
        settings.put("keepFailed", definition.keepFailed());
        return settings.toString();
    }

    /** In an order that does not depend on how it was written. */
    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            var sorted = new TreeMap<String, Object>();
            map.forEach((key, each) -> sorted.put(
                    String.valueOf(key), sorted(Optional.ofNullable(each).orElse("null"))));
            return sorted;
        }
        return value instanceof List<?> list
                ? list.stream()
                        .map(each -> each == null ? "null" : sorted(each))
                        .toList()
                : value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
