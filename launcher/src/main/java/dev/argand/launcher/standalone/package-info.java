/** Argand's data folder, and all services in this JVM around an embedded broker. */
@NullMarked
package dev.argand.launcher.standalone;

import org.jspecify.annotations.NullMarked;
