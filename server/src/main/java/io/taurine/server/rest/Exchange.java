package io.taurine.server.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request and the way to answer it, whatever web server it came by. */
interface Exchange {

    @Nullable
    String header(String name);

    /** Without the query. */
    String path();

    /** Once; does not wait until it is sent. */
    void send(int status, Map<String, String> headers, String mediaType, byte[] body);
}
