package io.taurine.server.file;

import java.util.regex.Pattern;

/** What a name and a media type may be. */
final class FileNames {

    private static final int LONGEST = 200;
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]{1," + LONGEST + "}");
    private static final Pattern TYPE = Pattern.compile(
            "[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100}( ?; ?[A-Za-z0-9!#$&^_.+=\"-]{1,100}){0,5}");

    private FileNames() {}

    static String checked(String name) {
        if (!NAME.matcher(name).matches() || name.isBlank()) {
            throw new IllegalArgumentException(
                    "name must be 1 to " + LONGEST + " characters without slashes and control characters, was " + name);
        }
        return name;
    }

    static String checkedType(String contentType) {
        if (!TYPE.matcher(contentType).matches()) {
            throw new IllegalArgumentException("contentType must be one like video/mp4, was " + contentType);
        }
        return contentType;
    }
}
