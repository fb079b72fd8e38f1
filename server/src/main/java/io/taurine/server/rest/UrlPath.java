package io.taurine.server.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Ids within the path of a URL. */
final class UrlPath {

    private UrlPath() {}

    /** As one segment; a colon, which ids of jobs have, stays readable. */
    static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
    }
}
