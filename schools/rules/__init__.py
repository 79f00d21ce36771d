"""Pure rules of the schools app: plain values in, values or sentences out."""
