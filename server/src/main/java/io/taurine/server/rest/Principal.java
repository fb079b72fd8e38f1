package io.taurine.server.rest;

/** Who calls. */
record Principal(String name, Role role) {

    /** On loopback where no tokens are asked for. */
    static final Principal LOCAL = new Principal("local", Role.ADMIN);

    /** At a call that anybody may make. */
    static final Principal ANYBODY = new Principal("anybody", Role.VIEWER);
}
