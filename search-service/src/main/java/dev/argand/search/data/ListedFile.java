package dev.argand.search.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a layout found, before it was looked into.
 *
 * @param file where it is
 * @param name unique in its data set
 * @param label what is heard in it
 * @param group its speaker or recording
 * @param split what the data say that it is for, null where they do not
 */
record ListedFile(Path file, String name, String label, String group, @Nullable Split split) {}
