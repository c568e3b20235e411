"""What is this package? The order-to-cash assistant: read, prove, propose, and let a person decide."""

__version__ = "0.1.0"
