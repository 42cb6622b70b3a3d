/** What the numerical engine lacks, behind the names of the operations: devices, seeds, sparse products, gradients. */
package metammf.engine;
