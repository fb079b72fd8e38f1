package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import java.util.Collection;

/** Brings definitions that are built in code. Found by {@link java.util.ServiceLoader}; needs a public constructor without parameters. */
public interface DefinitionProvider {

    /** Called once. One that throws brings none, which is reported. */
    Collection<? extends Definition<?>> definitions();
}
