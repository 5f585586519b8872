/**
 * Holds the manifests under {@code k8s/} to the schemas of what they declare and to the code that
 * they run. A kind that no schema is known for fails, rather than passing unread.
 */
@NullMarked
package dev.argand.k8s;

import org.jspecify.annotations.NullMarked;
