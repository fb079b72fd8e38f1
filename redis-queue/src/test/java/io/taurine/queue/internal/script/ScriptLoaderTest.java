package io.taurine.queue.internal.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptLoaderTest {

    private static final String HEADER = "--[[\n  KEYS[1]  meta  hash  settings\n]]\n";

    private static LuaScript read(Map<String, String> files) {
        return new ScriptLoader(files::get).read("main");
    }

    @Test
    void putsFragmentsDepthFirstBeforeTheLineThatNeedsThem() {
        var script = read(Map.of(
                "main.lua", HEADER + "--@include a\nmain()",
                "include/a.lua", "--@include b\na()",
                "include/b.lua", "b()"));

        assertThat(script.source()).isEqualTo(HEADER + "b()\na()\nmain()\n");
    }

    @Test
    void putsEachFragmentOnce() {
        var script = read(Map.of(
                "main.lua", HEADER + "--@include a\n--@include b\nmain()",
                "include/a.lua", "--@include b\na()",
                "include/b.lua", "b()"));

        assertThat(script.source()).containsOnlyOnce("b()");
    }

    @Test
    void makesFunctionsThatAreSeldomNeededWhenTheyAre() {
        var script = read(Map.of(
                "main.lua", HEADER + "--@include a\n--@include-lazily seldom b c\nmain()",
                "include/a.lua", "a()",
                "include/b.lua", "--@include a\n--@include d\nb()",
                "include/c.lua", "--@include d\nc()",
                "include/d.lua", "d()"));

        assertThat(script.source()).isEqualTo(HEADER + """
                        a()
                        local seldomMade
                        local function seldom()
                        if not seldomMade then
                        d()
                        b()
                        c()
                        seldomMade = { b = b, c = c, }
                        end
                        return seldomMade
                        end
                        main()
                        """);
    }

    @Test
    void whatIsMadeLazilyIsNotSeenOutside() {
        var script = read(Map.of(
                "main.lua", HEADER + "--@include-lazily seldom b\n--@include b\nmain()", "include/b.lua", "b()"));

        assertThat(script.source()).endsWith("end\nb()\nmain()\n");
    }

    @Test
    void namesTheChainOfACycle() {
        assertThatIllegalStateException()
                .isThrownBy(() -> read(Map.of(
                        "main.lua", "--@include a",
                        "include/a.lua", "--@include b",
                        "include/b.lua", "--@include a")))
                .withMessage("Scripts include each other: main.lua -> include/a.lua -> include/b.lua -> include/a.lua");
    }

    @Test
    void namesTheChainToAMissingFile() {
        assertThatIllegalStateException()
                .isThrownBy(() -> read(Map.of("main.lua", "--@include a", "include/a.lua", "--@include gone")))
                .withMessage("There is no script include/gone.lua, included by main.lua -> include/a.lua");
        assertThatIllegalStateException().isThrownBy(() -> read(Map.of())).withMessage("There is no script main.lua");
    }

    @Test
    void knowsTheShaByWhichRedisWillKnowIt() {
        var script = new LuaScript("x", "return 1", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", java.util.List.of());
        var read = read(Map.of("main.lua", HEADER + "return 1"));

        assertThat(read.sha1()).hasSize(40).isNotEqualTo(script.sha1());
        assertThat(read.keyNames()).containsExactly("meta");
    }

    @Test
    void refusesAHeaderWithoutKeysOrOutOfOrder() {
        assertThatIllegalStateException()
                .isThrownBy(() -> read(Map.of("main.lua", "return 1")))
                .withMessageContaining("main declares no KEYS");
        assertThatIllegalStateException()
                .isThrownBy(() -> read(Map.of("main.lua", "  KEYS[2]  meta  hash  x\n")))
                .withMessageContaining("must declare KEYS in order");
    }
}
