package io.taurine.server.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {

    interface Printer extends AutoCloseable {}

    interface Scanner extends AutoCloseable {}

    private final List<String> closed = new ArrayList<>();

    @Test
    void findsAServiceByItsType() {
        Printer printer = () -> closed.add("printer");
        var services = ServiceRegistry.builder().with(Printer.class, printer).build();

        assertThat(services.get(Printer.class)).isSameAs(printer);
        assertThat(services.types()).containsExactly(Printer.class);
        assertThat(services.whyMissing(Printer.class)).isEmpty();
    }

    @Test
    void saysWhyAServiceIsMissing() {
        var services =
                ServiceRegistry.builder().missing(Printer.class, "no paper").build();

        assertThat(services.find(Printer.class)).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> services.get(Printer.class))
                .withMessage("There is no service " + Printer.class.getName() + ": no paper");
        assertThatIllegalStateException()
                .isThrownBy(() -> services.get(Scanner.class))
                .withMessage("There is no service " + Scanner.class.getName());
        assertThat(services.missing()).containsEntry(Printer.class, "no paper");
    }

    @Test
    void aServiceThatIsThereGoesBeforeTheReasonWhyItIsNot() {
        Printer printer = () -> {};
        var services = ServiceRegistry.builder()
                .missing(Printer.class, "no paper")
                .with(Printer.class, printer)
                .missing(Printer.class, "no ink")
                .build();

        assertThat(services.find(Printer.class)).contains(printer);
        assertThat(services.missing()).isEmpty();
    }

    @Test
    void refusesASecondServiceOfAType() {
        var builder = ServiceRegistry.builder().with(Printer.class, () -> {});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.with(Printer.class, () -> {}))
                .withMessage("There are two services " + Printer.class.getName());
    }

    @Test
    void closesWhatItOwnsLastAddedFirstWhateverFailsAndOnlyOnce() {
        var services = ServiceRegistry.builder()
                .owning(Printer.class, () -> closed.add("printer"))
                .owning(Scanner.class, () -> {
                    closed.add("scanner");
                    throw new IllegalStateException("stuck");
                })
                .with(Runnable.class, () -> {})
                .build();

        services.close();
        services.close();

        assertThat(closed).containsExactly("scanner", "printer");
    }
}
