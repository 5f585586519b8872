/**
 * Where bundles are kept, as people name it: a folder, or a bucket of S3 or of any server that
 * speaks its protocol. The only package that sees the AWS SDK.
 */
@NullMarked
package dev.argand.network.store;

import org.jspecify.annotations.NullMarked;
