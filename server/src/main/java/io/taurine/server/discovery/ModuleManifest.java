package io.taurine.server.discovery;

import io.taurine.server.event.EventPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the manifest of a module says.
 *
 * @param found the jobs that are right
 */
record ModuleManifest(
        String name,
        String version,
        String description,
        List<String> capabilities,
        List<String> permissions,
        List<Found> found) {

    private static final Set<String> FIELDS =
            Set.of("name", "version", "description", "capabilities", "permissions", "jobs");
    private static final String PUBLISH = "publish:";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*");

    /** Null when there is not even a name, which was told. */
    static @Nullable ModuleManifest read(
            String text,
            boolean isYaml,
            String file,
            ClassLoader loader,
            Function<String, @Nullable String> environment,
            Problems problems) {
        LocatedJson json;
        try {
            json = LocatedJson.parse(text, isYaml);
        } catch (LocatedJson.NotReadable e) {
            problems.add(file, e.line(), "", "cannot be read: " + e.getMessage());
            return null;
        }
        if (!json.root().isObject()) {
            problems.add(file, OptionalInt.of(1), "", "must be an object with name, version and jobs");
            return null;
        }
        return read(new Entry(json, "", file, problems), loader, environment, problems);
    }

    private static @Nullable ModuleManifest read(
            Entry root, ClassLoader loader, Function<String, @Nullable String> environment, Problems problems) {
        root.knows(FIELDS);
        root.require("name");
        root.require("version");
        root.require("jobs");
        var name = new StringBuilder();
        root.text("name", value -> name.append(requireName(value)));
        var version = new StringBuilder();
        root.word("version", version::append);
        var description = new StringBuilder();
        root.text("description", description::append);
        var capabilities = root.texts("capabilities");
        var permissions = root.texts("permissions");
        var publishes =
                root.has("permissions") ? Optional.of(publishes(root, permissions)) : Optional.<List<String>>empty();
        var found = new ArrayList<Found>();
        for (var job : root.entries("jobs")) {
            new JobEntry(job, problems, loader, environment)
                    .read(name.toString(), publishes)
                    .ifPresent(found::add);
        }
        return name.isEmpty() || version.isEmpty()
                ? null
                : new ModuleManifest(
                        name.toString(),
                        version.toString(),
                        description.toString(),
                        capabilities,
                        permissions,
                        List.copyOf(found));
    }

    /** The names and patterns of events; what permits nothing we know of is told, and permits nothing. */
    private static List<String> publishes(Entry root, List<String> permissions) {
        var patterns = new ArrayList<String>();
        for (var i = 0; i < permissions.size(); i++) {
            var permission = permissions.get(i);
            root.check("permissions/" + i, () -> patterns.add(publishes(permission)));
        }
        return List.copyOf(patterns);
    }

    private static String publishes(String permission) {
        if (!permission.startsWith(PUBLISH)) {
            throw new IllegalArgumentException(
                    "must be like publish:user.*, which lets the module emit such events, was '" + permission + "'");
        }
        return EventPattern.of(permission.substring(PUBLISH.length())).text();
    }

    private static String requireName(String name) {
        if (name.length() > 100 || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must be small letters and digits, in parts divided by dots, hyphens or underscores, 100 characters at"
                            + " most, was '" + name + "'");
        }
        return name;
    }
}
