package io.taurine.queue.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptsTest {

    private static final Path FOLDER = Path.of("src/main/resources/io/taurine/queue/lua");
    private static final Pattern KEY = Pattern.compile("KEYS\\[(\\d+)]");
    private static final Pattern ARGUMENT = Pattern.compile("ARGV\\[(\\d+)]");

    static List<LuaScript> scripts() {
        return Scripts.all();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".lua"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileIsAScriptThatJavaKnows() throws IOException {
        var names = Scripts.all().stream().map(script -> script.name() + ".lua").toList();

        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void everyConstantIsWalkedByTheTests() throws IllegalAccessException {
        for (var field : Scripts.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                assertThat(Scripts.all()).contains((LuaScript) field.get(null));
            }
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("scripts")
    void usesExactlyTheKeysThatItsHeaderDeclares(LuaScript script) throws IOException {
        var body = body(script);
        var used = numbers(KEY, body);

        // A script that needs only the slot may take a key it does not read; its header then says so.
        var declared =
                IntStream.rangeClosed(1, script.keyNames().size()).boxed().toList();
        var unread = header(script)
                .lines()
                .filter(line -> line.contains("is not read"))
                .flatMap(line -> numbers(KEY, line).stream())
                .toList();
        assertThat(declared)
                .filteredOn(number -> !unread.contains(number))
                .as("keys of " + script.name())
                .containsExactlyElementsOf(used);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("scripts")
    void usesExactlyTheArgumentsThatItsHeaderDeclares(LuaScript script) throws IOException {
        var declared = numbers(ARGUMENT, header(script));
        var used = numbers(ARGUMENT, body(script));

        assertThat(declared).as("arguments of " + script.name()).containsAll(used);
        assertThat(declared)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, declared.size()).boxed().toList());
        assertThat(used).as("arguments of " + script.name()).containsAll(declared);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("scripts")
    void startsWithAHeaderThatSaysWhatItReturns(LuaScript script) throws IOException {
        assertThat(header(script)).startsWith("--[[").contains("returns");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("files")
    void makesNoGlobals(Path file) throws IOException {
        var lines = code(Files.readString(file, StandardCharsets.UTF_8)).lines().toList();
        var local = lines.stream().collect(Collectors.joining("\n"));

        assertThat(lines)
                .filteredOn(line -> line.matches("^(function\\s|[A-Za-z_]\\w*(\\s*,\\s*\\w+)*\\s*=[^=]).*"))
                .as("top-level assignments of " + file)
                .allMatch(line -> {
                    var name = line.split("[\\s=,.\\[]", 2)[0];
                    return Pattern.compile("local [^=\n]*\\b" + name + "\\b")
                            .matcher(local)
                            .find();
                });
        assertThat(local).doesNotContain("_G").doesNotContain("setfenv").doesNotContain("loadstring");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("files")
    void aFragmentIsOneLocalFunctionNamedLikeItsFile(Path file) throws IOException {
        if (!file.toString().contains("include")) {
            return;
        }
        var name = file.getFileName().toString().replace(".lua", "");
        var topLevel = code(Files.readString(file, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> line.matches("^[a-z].*"))
                .toList();

        assertThat(topLevel).hasSize(2).last().isEqualTo("end");
        assertThat(topLevel.get(0)).startsWith("local function " + name + "(");
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).doesNotContain("KEYS[", "ARGV[");
    }

    private static String header(LuaScript script) throws IOException {
        var text = file(script);
        return text.substring(0, text.indexOf("]]"));
    }

    private static String body(LuaScript script) throws IOException {
        var text = file(script);
        // Indexes that are computed stand behind the first fixed ones, of which "count" is the last.
        return text.substring(text.indexOf("]]"));
    }

    private static String file(LuaScript script) throws IOException {
        return Files.readString(FOLDER.resolve(script.name() + ".lua"), StandardCharsets.UTF_8);
    }

    /** The text without comments. */
    private static String code(String text) {
        return text.replaceAll("(?s)--\\[\\[.*?]]", "").replaceAll("--[^\n]*", "");
    }

    private static List<Integer> numbers(Pattern pattern, String text) {
        var numbers = new TreeSet<Integer>();
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            numbers.add(Integer.parseInt(matcher.group(1)));
        }
        return List.copyOf(numbers.stream().sorted().toList());
    }

    @Test
    void noTwoScriptsShareASha() {
        var shas = Scripts.all().stream().map(LuaScript::sha1).toArray();

        assertThat(Arrays.stream(shas).distinct()).hasSize(shas.length);
    }
}
