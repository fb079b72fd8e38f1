package io.taurine.server.config;

import io.taurine.server.config.YamlNode.Scalar;
import io.taurine.server.config.YamlNode.Sequence;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One value after the other: a YAML list or, where values are words, divided by commas. */
record ListType<T>(SettingType<T> item) implements SettingType<List<T>> {

    @Override
    public @Nullable List<T> read(YamlNode value, Wrong wrong) {
        if (value instanceof Sequence list) {
            return all(list.items().stream(), wrong);
        }
        if (!(value instanceof Scalar one) || one.json().isNull() || item.isStructured()) {
            wrong.at(value.line(), "must be " + allowed() + ", was " + value.shown());
            return null;
        }
        return all(
                Stream.of(one.text().split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .map(part -> new Scalar(part, one.json(), one.line())),
                wrong);
    }

    private List<T> all(Stream<? extends YamlNode> items, Wrong wrong) {
        return items.map(one -> item.read(one, wrong)).filter(Objects::nonNull).toList();
    }

    @Override
    public String allowed() {
        return "a list; each " + item.allowed();
    }

    @Override
    public boolean isStructured() {
        return item.isStructured();
    }
}
