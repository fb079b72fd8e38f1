package io.taurine.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.JobHandler;
import io.taurine.worker.Worker;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.slf4j.Logger;

/** Compiles sources and packs them into a jar, as an author of a module does. */
final class JarBuilder {

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();

    JarBuilder source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /** A handler that answers with that text. */
    JarBuilder handler(String className, String answer) {
        var dot = className.lastIndexOf('.');
        return source(
                className, """
                package %s;
                public class %s implements io.taurine.server.definition.JobHandler<%s.Params> {
                    public record Params(String name) {}
                    @Override
                    public Object run(Params params, io.taurine.server.definition.JobContext context) {
                        return "%s " + params.name();
                    }
                }
                """.formatted(className.substring(0, dot), className.substring(dot + 1), className, answer));
    }

    JarBuilder file(String name, String text) {
        files.put(name, text);
        return this;
    }

    JarBuilder yaml(String text) {
        return file("taurine-module.yaml", text);
    }

    Path write(Path jar) throws IOException {
        var classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        compile(classes);
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar));
                var compiled = Files.walk(classes)) {
            for (var file : compiled.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private void compile(Path classes) {
        if (sources.isEmpty()) {
            return;
        }
        var errors = new StringWriter();
        var path = Stream.of(JobHandler.class, JsonNode.class, Logger.class, Worker.class)
                .map(type -> locationOf(type).toString())
                .collect(Collectors.joining(File.pathSeparator));
        var options = List.of("-d", classes.toString(), "-cp", path, "-proc:none", "--release", "17");
        var units = new ArrayList<JavaFileObject>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        var done = ToolProvider.getSystemJavaCompiler()
                .getTask(errors, null, null, options, null, units)
                .call();
        assertThat(done).as(errors.toString()).isTrue();
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
        }
    }
}
