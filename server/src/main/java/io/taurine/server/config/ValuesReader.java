package io.taurine.server.config;

import io.taurine.server.config.Setting.Variable;
import io.taurine.server.config.Values.Origin;
import io.taurine.server.config.YamlNode.Field;
import io.taurine.server.config.YamlNode.Mapping;
import io.taurine.server.config.YamlNode.Scalar;
import io.taurine.server.config.YamlNode.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads all settings: their defaults, over them the file, over that the environment. */
final class ValuesReader {

    private final Map<String, Setting<?>> settings = Settings.all();
    private final Problems problems;
    private final Values values = new Values();

    ValuesReader(Problems problems) {
        this.problems = problems;
    }

    Values read(String file, String text, Map<String, String> environment) {
        settings.values().forEach(this::setDefault);
        YamlReader.read(file, text, problems).ifPresent(root -> readFile(file, root));
        settings.values().forEach(setting -> readEnvironment(setting, environment));
        return values;
    }

    private <T> void setDefault(Setting<T> setting) {
        var text = setting.ifUnset();
        if (text == null) {
            return;
        }
        var node = !text.isEmpty()
                ? word(text)
                : setting.type() instanceof MapType ? new Mapping(Map.of(), 0) : new Sequence(List.of(), 0);
        var value = setting.type().read(node, (line, message) -> {
            throw new IllegalStateException("The default of " + setting.path() + " " + message);
        });
        values.set(setting, value, Origin.DEFAULT, "default");
    }

    private void readFile(String file, YamlNode root) {
        if (root instanceof Mapping block) {
            readBlock(file, "", block);
        } else if (!(root instanceof Scalar word && word.json().isNull())) {
            problems.add(file, root.line(), "the file must be a block of settings, was " + root.shown());
        }
    }

    private void readBlock(String file, String prefix, Mapping block) {
        block.fields().forEach((name, field) -> {
            var path = prefix + name;
            var setting = settings.get(path);
            if (setting != null) {
                readField(file, setting, field);
            } else if (settings.keySet().stream().noneMatch(known -> known.startsWith(path + "."))) {
                problems.add(file, field.line(), unknown(prefix, path));
            } else if (field.value() instanceof Mapping inner) {
                readBlock(file, path + ".", inner);
            } else if (!(field.value() instanceof Scalar word && word.json().isNull())) {
                problems.add(
                        file,
                        field.line(),
                        path + " must be a block with " + String.join(", ", below(path + ".")) + ", was "
                                + field.value().shown());
            }
        });
    }

    private <T> void readField(String file, Setting<T> setting, Field field) {
        var read = setting.type()
                .read(field.value(), (line, message) -> problems.add(file, line, setting.path() + " " + message));
        if (read != null) {
            values.set(setting, read, Origin.FILE, file + ":" + field.line());
        }
    }

    private String unknown(String prefix, String path) {
        return "there is no setting " + path
                + nearest(path).map(near -> "; did you mean " + near + "?").orElse("")
                + (prefix.isEmpty()
                        ? "; at the top are "
                        : "; in " + prefix.substring(0, prefix.length() - 1) + " are ")
                + String.join(", ", below(prefix));
    }

    private Optional<String> nearest(String path) {
        return settings.keySet().stream()
                .filter(known -> Distance.between(known, path) <= 2)
                .findFirst()
                .or(() -> settings.keySet().stream()
                        .filter(known -> known.endsWith("." + path.substring(path.lastIndexOf('.') + 1)))
                        .findFirst());
    }

    /** The names that may follow a prefix. */
    private Set<String> below(String prefix) {
        return settings.keySet().stream()
                .filter(known -> known.startsWith(prefix))
                .map(known -> known.substring(prefix.length()).split("\\.", -1)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private <T> void readEnvironment(Setting<T> setting, Map<String, String> environment) {
        for (var variable : setting.variables()) {
            var text = environment.getOrDefault(variable.name(), "").strip();
            if (!text.isEmpty()) {
                var where = "environment variable " + variable.name();
                node(setting, variable, text, where)
                        .map(node -> setting.type().read(node, (line, message) -> problems.add(where, message)))
                        .ifPresent(value -> values.set(setting, value, Origin.ENVIRONMENT, where));
                return;
            }
        }
    }

    private Optional<YamlNode> node(Setting<?> setting, Variable variable, String text, String where) {
        if (setting.type().isStructured()) {
            var inside = new Problems();
            var node = YamlReader.read("line", text, inside);
            inside.found().forEach(problem -> problems.add(where, problem));
            return node;
        }
        var isBareNumber = !variable.unit().isEmpty() && text.matches("[0-9]+");
        return Optional.of(word(isBareNumber ? text + variable.unit() : text));
    }

    private static Scalar word(String text) {
        return new Scalar(text, com.fasterxml.jackson.databind.node.TextNode.valueOf(text), 0);
    }
}
